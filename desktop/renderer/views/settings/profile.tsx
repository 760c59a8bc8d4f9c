import { useState } from 'preact/hooks';
import type { User } from '../../../../api/users/contract.ts';
import { api } from '../../live/api.ts';
import type { Preferences } from '../../preferences.ts';
import type { Store } from '../../store.ts';
import { Fault, Field, Form } from '../parts/form.tsx';
import { useAttempt } from '../use-attempt.ts';
import { PasswordForm } from './password-form.tsx';

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

export function Password({
  t,
  username,
  onChanged,
}: {
  t: Preferences['t'];
  username: string;
  onChanged(): void;
}) {
  const [isChanged, setChanged] = useState(false);
  return (
    <section class="part">
      <h2>{t('settings.password')}</h2>
      <PasswordForm
        t={t}
        username={username}
        onChanged={() => {
          setChanged(true);
          onChanged();
        }}
      >
        <p role="status" class="done">
          {isChanged && t('settings.password-changed')}
        </p>
      </PasswordForm>
    </section>
  );
}
