import { useState } from 'preact/hooks';
import { Modal } from '../parts/modal.tsx';
import type { DialogProps } from '../props.ts';
import { DensityChoice, LanguageChoice, ThemeChoice } from './look.tsx';
import { Password, Profile } from './profile.tsx';
import { Remembered } from './remembered.tsx';
import { Workstation } from './workstation.tsx';

/**
 * Language, appearance, display name, password, and where the user stays signed in; in Electron the
 * workstation's own, too.
 */
export function Settings({
  store,
  preferences,
  state,
  close,
  at,
}: DialogProps & { at: 'password' | undefined }) {
  const { t } = preferences;
  const [changes, setChanges] = useState(0);
  return (
    <Modal title={t('nav.settings')} t={t} onClose={close}>
      <section class="part">
        <h3>{t('settings.look')}</h3>
        <div class="pair">
          <LanguageChoice preferences={preferences} />
          <ThemeChoice preferences={preferences} />
          <DensityChoice preferences={preferences} />
        </div>
      </section>
      {window.workspace !== undefined && <Workstation bridge={window.workspace} t={t} />}
      <Profile store={store} t={t} user={state.users.get(state.me.id) ?? state.me} />
      <Password
        t={t}
        username={state.me.username}
        autofocus={at === 'password'}
        onChanged={() => setChanges(changes + 1)}
      />
      {/* Another password ends what the old one has opened elsewhere, so that the list is read again. */}
      <Remembered key={changes} store={store} preferences={preferences} />
    </Modal>
  );
}
