import { useEffect, useState } from 'preact/hooks';
import { en, type MessageKey } from '../i18n/en.ts';
import { Refused, type SignInRequest } from '../live/api.ts';
import { Field, Form } from './form.tsx';
import type { Props } from './props.ts';

type PasswordRequest = Extract<SignInRequest, { username: string }>;

/** Signs in, and says honestly who is in the way where somebody is. */
export function SignIn({ store, preferences, endedBy }: Props & { endedBy: string | undefined }) {
  const { t, formatMoment, formatTime } = preferences;
  const [refused, setRefused] = useState<{ by: Refused; request: PasswordRequest }>();
  const [isBusy, setBusy] = useState(false);

  async function signIn(request: PasswordRequest): Promise<void> {
    setBusy(true);
    try {
      await store.signIn(request);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused({ by: error, request });
      setBusy(false);
    }
  }

  if (refused?.by.code === 'account-in-use') {
    const { problem } = refused.by;
    return (
      <main class="entrance">
        <h1>{t('sign-in.account-in-use', { device: deviceName(problem) })}</h1>
        <p>
          {t('sign-in.account-in-use-detail', {
            since: formatMoment(String(problem['since'])),
            lastHeartbeat: formatTime(String(problem['lastHeartbeatAt'])),
          })}
        </p>
        <div class="actions">
          <button
            type="button"
            class="button primary"
            disabled={isBusy}
            onClick={() => void signIn({ ...refused.request, takeover: true })}
          >
            {t('sign-in.takeover')}
          </button>
          <button type="button" class="button" onClick={() => setRefused(undefined)}>
            {t('sign-in.cancel')}
          </button>
        </div>
      </main>
    );
  }

  if (refused?.by.code === 'device-in-use' || refused?.by.code === 'address-in-use') {
    return (
      <Waiting
        t={t}
        key={refused.by}
        forMs={Number(refused.by.problem['expiresInMs'])}
        onFree={() => void signIn(refused.request)}
        onCancel={() => setRefused(undefined)}
      />
    );
  }

  const fault =
    refused === undefined
      ? undefined
      : refused.by.status === 0
        ? t('sign-in.unreachable')
        : refused.by.message;
  return (
    <main class="entrance">
      <h1>{t('sign-in.title')}</h1>
      {endedBy !== undefined && <p role="status">{t(endedKey(endedBy))}</p>}
      <Form
        isBusy={isBusy}
        onSubmit={(values) =>
          void signIn({
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
        <label class="check">
          <input type="checkbox" name="remember" defaultChecked />
          {t('sign-in.remember')}
        </label>
        <p class="fault" role="alert">
          {fault}
        </p>
        <button type="submit" class="button primary" disabled={isBusy}>
          {t('sign-in.submit')}
        </button>
      </Form>
    </main>
  );
}

/** Counts down until the workstation is free, and then goes in by itself. */
function Waiting({
  t,
  forMs,
  onFree,
  onCancel,
}: {
  t: Props['preferences']['t'];
  forMs: number;
  onFree(): void;
  onCancel(): void;
}) {
  const [freeAt] = useState(() => Date.now() + forMs);
  const [now, setNow] = useState(Date.now);
  const isFree = now >= freeAt;
  useEffect(() => {
    if (isFree) {
      onFree();
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [isFree]);
  const seconds = Math.max(1, Math.ceil((freeAt - now) / 1000));
  return (
    <main class="entrance">
      <h1>{t('sign-in.device-in-use')}</h1>
      <p role="timer">{t('sign-in.device-in-use-detail', { seconds })}</p>
      <button type="button" class="button" onClick={onCancel}>
        {t('sign-in.cancel')}
      </button>
    </main>
  );
}

function deviceName(problem: Readonly<Record<string, unknown>>): string {
  const { device } = problem;
  return typeof device === 'object' && device !== null && 'name' in device
    ? String(device.name)
    : '';
}

function endedKey(reason: string): MessageKey {
  const key = `ended.${reason}`;
  return key in en ? (key as MessageKey) : 'ended.heartbeat-missed';
}
