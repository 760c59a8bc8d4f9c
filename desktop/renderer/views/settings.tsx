import { useState } from 'preact/hooks';
import { api, Refused } from '../live/api.ts';
import { Field, Form, faultOf } from './form.tsx';
import { Modal } from './modal.tsx';
import type { DialogProps } from './props.ts';

/** Language, appearance, display name and password. */
export function Settings({ store, preferences, state, close }: DialogProps) {
  const { t, language, theme } = preferences;
  const [refused, setRefused] = useState<Refused>();
  const [isChanged, setChanged] = useState(false);

  async function changePassword(values: (name: string) => string): Promise<void> {
    try {
      await api.changePassword(values('current'), values('new'));
      setRefused(undefined);
      setChanged(true);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      setRefused(error);
    }
  }

  return (
    <Modal title={t('nav.settings')} t={t} onClose={close}>
      <div class="field">
        <label for="language">{t('settings.language')}</label>
        <select
          id="language"
          value={language.value}
          onChange={(event) => {
            const { value } = event.currentTarget;
            language.value = value === 'en' || value === 'fr' ? value : 'system';
          }}
        >
          <option value="system">{t('settings.system')}</option>
          <option value="fr" lang="fr">
            Français
          </option>
          <option value="en" lang="en">
            English
          </option>
        </select>
      </div>
      <div class="field">
        <label for="theme">{t('settings.theme')}</label>
        <select
          id="theme"
          value={theme.value}
          onChange={(event) => {
            const { value } = event.currentTarget;
            theme.value = value === 'light' || value === 'dark' ? value : 'system';
          }}
        >
          <option value="system">{t('settings.system')}</option>
          <option value="light">{t('settings.light')}</option>
          <option value="dark">{t('settings.dark')}</option>
        </select>
      </div>
      <Form
        onSubmit={(values) => {
          const displayName = values('displayName').trim();
          void api.changeUser(state.me.id, { displayName }).then(() => store.refreshUsers());
        }}
      >
        <Field
          label={t('settings.display-name')}
          name="displayName"
          value={state.users.get(state.me.id)?.displayName ?? ''}
          maxLength={80}
          required
        />
        <button type="submit" class="button">
          {t('chat.save')}
        </button>
      </Form>
      <Form onSubmit={(values) => void changePassword(values)}>
        <h3>{t('settings.password')}</h3>
        <Field
          label={t('settings.current-password')}
          name="current"
          type="password"
          autocomplete="current-password"
          fault={refused?.code === 'invalid-credentials' ? refused.message : undefined}
          required
        />
        <Field
          label={t('settings.new-password')}
          name="new"
          type="password"
          autocomplete="new-password"
          hint={t('sign-in.password-hint')}
          fault={faultOf(refused?.problem, 'newPassword')}
          minLength={10}
          maxLength={256}
          required
        />
        {isChanged && <p role="status">{t('settings.password-changed')}</p>}
        <button type="submit" class="button">
          {t('settings.password')}
        </button>
      </Form>
    </Modal>
  );
}
