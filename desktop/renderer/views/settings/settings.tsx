import { useState } from 'preact/hooks';
import type { SETTINGS } from '../../../address.ts';
import type { State } from '../../state/state.ts';
import { Page } from '../pages/page.tsx';
import type { Props } from '../props.ts';
import { DensityChoice, LanguageChoice, ThemeChoice } from './look.tsx';
import { Notifications } from './notifications.tsx';
import { settingsOffered } from './offered.ts';
import { Password, Profile } from './profile.tsx';
import { Remembered } from './remembered.tsx';
import { Workstation } from './workstation.tsx';

type Name = (typeof SETTINGS)[number];
type SettingsProps = Props & { state: State };

/** The user's own settings and, in Electron, those of the workstation. */
export function Settings({ section, ...given }: SettingsProps & { section: Name | undefined }) {
  const { t } = given.preferences;
  const offered = settingsOffered();
  const shown = offered.find((name) => name === section) ?? 'profile';
  return (
    <Page
      {...given}
      title={t('nav.settings')}
      kind="settings"
      sections={offered.map((name) => ({
        at: { kind: 'settings', section: name },
        label: t(`settings.section.${name}`),
      }))}
      shown={shown}
      isChosen={section !== undefined}
    >
      <Content {...given} section={shown} />
    </Page>
  );
}

function Content({ store, preferences, state, section }: SettingsProps & { section: Name }) {
  const { t } = preferences;
  switch (section) {
    case 'profile':
      return <Profile store={store} preferences={preferences} state={state} />;
    case 'look':
      return (
        <div class="pair">
          <LanguageChoice preferences={preferences} />
          <ThemeChoice preferences={preferences} />
          <DensityChoice preferences={preferences} />
        </div>
      );
    case 'notifications':
      return <Notifications store={store} preferences={preferences} state={state} />;
    case 'password':
      return <SignIn store={store} preferences={preferences} state={state} />;
    case 'workstation':
      return window.workspace ? <Workstation bridge={window.workspace} t={t} /> : null;
  }
}

/** How the user signs in, and where they need no password. */
function SignIn({ store, preferences, state }: SettingsProps) {
  const [changes, setChanges] = useState(0);
  return (
    <>
      <Password
        t={preferences.t}
        username={state.me.username}
        onChanged={() => setChanges(changes + 1)}
      />
      {/* Another password ends what the old one has opened elsewhere, so that the list is read again. */}
      <Remembered key={changes} store={store} preferences={preferences} />
    </>
  );
}
