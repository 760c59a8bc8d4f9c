import { useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import type { Store } from '../../store.ts';
import { Fault, Field, Form, NewPasswordField } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';

/** The form for the user's display name. */
export function Profile({ store, t, user }: { store: Store; t: Preferences['t']; user: User }) {
  const attempt = useAttempt(t);
  const [isSaved, setSaved] = useState(false);

  async function save(displayName: string): Promise<void> {
    setSaved(
      await attempt.run(async () => {
        await api.changeUser(user.id, { displayName });
        await store.refreshUsers();
      }),
    );
  }

  return (
    <section class="part">
      <h3>{t('settings.profile')}</h3>
      <Form
        isBusy={attempt.isBusy}
        onSubmit={(values) => void save(values('displayName').trim())}
        class="line"
      >
        <Field
          label={t('settings.display-name')}
          name="displayName"
          value={user.displayName}
          fault={attempt.faultAt('displayName')}
          maxLength={80}
          required
          onInput={() => setSaved(false)}
        />
        <button type="submit" class="button">
          {t('chat.save')}
        </button>
      </Form>
      <Fault text={attempt.fault} />
      <p role="status" class="done">
        {isSaved && t('settings.saved')}
      </p>
    </section>
  );
}

export function Password({ t, username }: { t: Preferences['t']; username: string }) {
  const attempt = useAttempt(t, { 'invalid-credentials': 'fault.wrong-password' });
  const [isChanged, setChanged] = useState(false);
  const isCurrent = attempt.refused?.code === 'invalid-credentials';

  async function change(values: (name: string) => string, form: HTMLFormElement): Promise<void> {
    const done = await attempt.run(() => api.changePassword(values('current'), values('new')));
    setChanged(done);
    if (done) form.reset();
  }

  return (
    <section class="part">
      <h3>{t('settings.password')}</h3>
      <Form isBusy={attempt.isBusy} onSubmit={(values, form) => void change(values, form)}>
        {/* Tells password managers whose password it is. */}
        <input type="text" name="username" autocomplete="username" value={username} hidden />
        <div class="pair">
          <Field
            label={t('settings.current-password')}
            name="current"
            type="password"
            autocomplete="current-password"
            fault={isCurrent ? attempt.fault : undefined}
            required
          />
          <NewPasswordField
            label={t('settings.new-password')}
            name="new"
            hint={t('sign-in.password-hint')}
            fault={attempt.faultAt('newPassword')}
          />
        </div>
        <Fault text={isCurrent ? undefined : attempt.fault} />
        <p role="status" class="done">
          {isChanged && t('settings.password-changed')}
        </p>
        <div class="actions">
          <button type="submit" class="button">
            {t('settings.password')}
          </button>
        </div>
      </Form>
    </section>
  );
}
