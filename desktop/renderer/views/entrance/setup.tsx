import { useState } from 'preact/hooks';
import { api } from '../../live/api.ts';
import { nameGeneral } from '../../live/name-general.ts';
import { Fault, Field, Form, NewPasswordField } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { Entrance } from './entrance.tsx';

/** First run: makes the first administrator and signs them in. The address may hold the token. */
export function Setup({ store, preferences }: Props) {
  const { t } = preferences;
  const attempt = useAttempt(t, { forbidden: 'fault.setup-token' });
  const isToken = attempt.refused?.code === 'forbidden';
  const [given] = useState(tokenInAddress);
  const asksToken = given === undefined || isToken;

  async function submit(values: (name: string) => string): Promise<void> {
    const [username, password] = [values('username').trim(), values('password')];
    await api.setUp({
      setupToken: asksToken ? values('setupToken').trim() : given,
      username,
      password,
      displayName: values('displayName').trim(),
    });
    // The token is spent, and nobody need see it.
    history.replaceState(null, '', location.pathname);
    await store.signIn({ username, password, device: store.device() });
    await nameGeneral(store.state.value, t('setup.general'));
  }

  return (
    <Entrance
      preferences={preferences}
      title={t('setup.title')}
      onServer={() => void store.start()}
    >
      <p>{t('setup.lead')}</p>
      <Form onSubmit={(values) => void attempt.run(() => submit(values))} isBusy={attempt.isBusy}>
        {asksToken && (
          <Field
            label={t('setup.token')}
            name="setupToken"
            hint={t('setup.token-hint')}
            fault={isToken ? attempt.fault : undefined}
            autocomplete="off"
            autofocus
            required
          />
        )}
        <Field
          label={t('settings.display-name')}
          name="displayName"
          hint={t('setup.display-name-hint')}
          fault={attempt.faultAt('displayName')}
          autocomplete="name"
          autofocus={!asksToken}
          maxLength={80}
          required
        />
        <Field
          label={t('sign-in.username')}
          name="username"
          hint={t('sign-in.username-hint')}
          fault={attempt.faultAt('username')}
          autocomplete="username"
          required
        />
        <NewPasswordField
          label={t('sign-in.password')}
          name="password"
          hint={t('sign-in.password-hint')}
          fault={attempt.faultAt('password')}
        />
        <Fault text={isToken ? undefined : attempt.fault} />
        <button type="submit" class="button primary" disabled={attempt.isBusy}>
          {t('setup.submit')}
        </button>
        {attempt.refused?.code === 'already-set-up' && (
          <button type="button" class="button" onClick={() => void store.start()}>
            {t('sign-in.title')}
          </button>
        )}
      </Form>
    </Entrance>
  );
}

/** What the server's console shows ends in `#setup=` and the token, which no server is sent. */
function tokenInAddress(): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get('setup') || undefined;
}
