import { useEffect, useState } from 'preact/hooks';
import type { SignInRequest } from '../../live/api.ts';
import { isMessageKey } from '../faults.ts';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { DeviceWaiting } from './device-waiting.tsx';
import { Entrance } from './entrance.tsx';
import { InUse, isInUse } from './in-use.tsx';
import { SignInForm } from './sign-in-form.tsx';

/**
 * Signs in. Says what is in the way if the account, device or address is in use, or if the device
 * waits for an administrator.
 */
export function SignIn({ store, preferences, endedBy }: Props & { endedBy: string | undefined }) {
  const { t } = preferences;
  const attempt = useAttempt(t, { forbidden: 'fault.account-disabled' });
  const [request, setRequest] = useState<SignInRequest>();
  const [isBack, setBack] = useState(false);
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
  // Without a request it was the device token that was refused.
  const waits = request === undefined ? !isBack && endedBy : refused?.code;
  if (waits === 'device-waiting') {
    return (
      <Entrance {...shared} title={t('sign-in.device-waiting')}>
        <DeviceWaiting
          t={t}
          isBusy={attempt.isBusy}
          onTry={() => void (request ? signIn(request) : attempt.run(store.start))}
          onBack={() => {
            setBack(true);
            attempt.clear();
          }}
        />
      </Entrance>
    );
  }
  if (request !== undefined && isInUse(refused)) {
    return (
      <Entrance {...shared} title={t(`sign-in.${refused.code}`)}>
        <InUse
          preferences={preferences}
          refused={refused}
          attempt={attempt}
          onTry={(takeover) => void signIn(takeover ? { ...request, takeover } : request)}
        />
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

function endedKey(reason: string) {
  const key = `ended.${reason}`;
  return isMessageKey(key) ? key : 'ended.heartbeat-missed';
}
