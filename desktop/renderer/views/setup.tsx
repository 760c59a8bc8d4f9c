import { useState } from 'preact/hooks';
import { api, Refused } from '../live/api.ts';
import { Field, Form, faultOf } from './form.tsx';
import type { Props } from './props.ts';

/** First run: makes the first administrator and signs them in. */
export function Setup({ store, preferences: { t } }: Props) {
  const [refused, setRefused] = useState<Refused>();
  const [isBusy, setBusy] = useState(false);

  async function submit(values: (name: string) => string): Promise<void> {
    const [username, password] = [values('username'), values('password')];
    setBusy(true);
    try {
      await api.setUp({ setupToken: values('setupToken').trim(), username, password });
      await store.signIn({ username, password, device: store.device() });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (error.code === 'already-set-up') await store.start();
      setRefused(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <main class="entrance">
      <h1>{t('setup.title')}</h1>
      <p>{t('setup.lead')}</p>
      <Form onSubmit={(values) => void submit(values)} isBusy={isBusy}>
        <Field
          label={t('setup.token')}
          name="setupToken"
          hint={t('setup.token-hint')}
          fault={refused?.code === 'forbidden' ? refused.message : undefined}
          autocomplete="off"
          autofocus
          required
        />
        <Field
          label={t('sign-in.username')}
          name="username"
          fault={faultOf(refused?.problem, 'username')}
          autocomplete="username"
          required
        />
        <Field
          label={t('sign-in.password')}
          name="password"
          type="password"
          hint={t('sign-in.password-hint')}
          fault={faultOf(refused?.problem, 'password')}
          autocomplete="new-password"
          minLength={10}
          maxLength={256}
          required
        />
        {refused?.status === 0 && <p class="fault">{t('sign-in.unreachable')}</p>}
        <button type="submit" class="button primary" disabled={isBusy}>
          {t('setup.submit')}
        </button>
      </Form>
    </main>
  );
}
