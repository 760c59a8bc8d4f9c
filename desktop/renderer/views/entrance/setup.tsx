import { api } from '../../live/api.ts';
import { Fault, Field, Form, NewPasswordField } from '../parts/form.tsx';
import type { Props } from '../props.ts';
import { useAttempt } from '../use-attempt.ts';
import { Entrance } from './entrance.tsx';

/** First run: makes the first administrator and signs them in. */
export function Setup({ store, preferences }: Props) {
  const { t } = preferences;
  const attempt = useAttempt(t, { forbidden: 'fault.setup-token' });
  const isToken = attempt.refused?.code === 'forbidden';

  async function submit(values: (name: string) => string): Promise<void> {
    const [username, password] = [values('username').trim(), values('password')];
    await api.setUp({ setupToken: values('setupToken').trim(), username, password });
    await store.signIn({ username, password, device: store.device() });
  }

  return (
    <Entrance
      preferences={preferences}
      title={t('setup.title')}
      onServer={() => void store.start()}
    >
      <p>{t('setup.lead')}</p>
      <Form onSubmit={(values) => void attempt.run(() => submit(values))} isBusy={attempt.isBusy}>
        <Field
          label={t('setup.token')}
          name="setupToken"
          hint={t('setup.token-hint')}
          fault={isToken ? attempt.fault : undefined}
          autocomplete="off"
          autofocus
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
