import { useEffect, useState } from 'preact/hooks';
import type { Refused, SignInRequest } from '../../live/api.ts';
import { isMessageKey } from '../faults.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { type Attempt, useAttempt } from '../use-attempt.ts';
import { AccountInUse } from './account-in-use.tsx';
import { Entrance } from './entrance.tsx';
import { Remember } from './remember.tsx';
import { Waiting } from './waiting.tsx';

/** Signs in. If the account, device or address is in use, says what is in the way. */
export function SignIn({ store, preferences, endedBy }: Props & { endedBy: string | undefined }) {
  const { t } = preferences;
  const attempt = useAttempt(t, { forbidden: 'fault.account-disabled' });
  const [request, setRequest] = useState<SignInRequest>();
  const shared = { preferences, onServer: () => void store.start() };

  async function signIn(wanted: SignInRequest): Promise<void> {
    setRequest(wanted);
    await attempt.run(() => store.signIn(wanted));
  }

  const { refused } = attempt;
  // After a refusal the user types the password again.
  useEffect(() => {
    if (refused !== undefined) document.querySelector<HTMLElement>('[name=password]')?.focus();
  }, [refused]);
  if (request !== undefined && isInUse(refused)) {
    return (
      <Entrance {...shared} title={t(`sign-in.${refused.code}`)}>
        {refused.code === 'account-in-use' ? (
          <AccountInUse
            preferences={preferences}
            problem={refused.problem}
            isBusy={attempt.isBusy}
            onTakeOver={() => void signIn({ ...request, takeover: true })}
            onCancel={attempt.clear}
          />
        ) : (
          <Waiting
            key={refused}
            t={t}
            forMs={Number(refused.problem['expiresInMs'])}
            isBusy={attempt.isBusy}
            onFree={() => void signIn(request)}
            onCancel={attempt.clear}
          />
        )}
      </Entrance>
    );
  }
  return (
    <Entrance {...shared} title={t('sign-in.title')}>
      {endedBy !== undefined && (
        <p role="status" class="told">
          {t(endedKey(endedBy))}
        </p>
      )}
      <SignInForm
        store={store}
        preferences={preferences}
        attempt={attempt}
        username={request?.username ?? ''}
        onSubmit={signIn}
      />
    </Entrance>
  );
}

function SignInForm({
  store,
  preferences: { t },
  attempt,
  username,
  onSubmit,
}: Props & {
  attempt: Attempt;
  username: string;
  onSubmit(request: SignInRequest): Promise<void>;
}) {
  const { isBusy, refused, fault } = attempt;
  return (
    <Form
      isBusy={isBusy}
      onSubmit={(values) =>
        void onSubmit({
          username: values('username').trim(),
          password: values('password'),
          device: store.device(),
          remember: values('remember') === 'on',
        })
      }
    >
      <Field
        label={t('sign-in.username')}
        name="username"
        autocomplete="username"
        value={username}
        autofocus
        required
      />
      <Field
        label={t('sign-in.password')}
        name="password"
        type="password"
        autocomplete="current-password"
        required
      />
      <Remember t={t} />
      <Fault text={refused && (fault ?? t('fault.invalid-request'))} />
      <button type="submit" class="button primary" disabled={isBusy}>
        {t(isBusy ? 'sign-in.busy' : 'sign-in.submit')}
      </button>
    </Form>
  );
}

/** Refusals because somebody is connected: the account elsewhere, or another user here. */
function isInUse(refused: Refused | undefined): refused is Refused & {
  code: 'account-in-use' | 'device-in-use' | 'address-in-use';
} {
  return /^(account|device|address)-in-use$/.test(refused?.code ?? '');
}

function endedKey(reason: string) {
  const key = `ended.${reason}`;
  return isMessageKey(key) ? key : 'ended.heartbeat-missed';
}
