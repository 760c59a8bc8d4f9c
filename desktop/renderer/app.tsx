import type { Later } from './later.ts';
import { Chat } from './views/chat.tsx';
import { Downloads } from './views/downloads.tsx';
import { ChoosePassword } from './views/entrance/choose-password.tsx';
import { GateDialog } from './views/entrance/gate-dialog.tsx';
import { Notice } from './views/entrance/notice.tsx';
import { Setup } from './views/entrance/setup.tsx';
import { SignIn } from './views/entrance/sign-in.tsx';
import { Unreachable } from './views/entrance/unreachable.tsx';
import { FilesNotice } from './views/files-notice.tsx';
import { FindBar } from './views/find/find-bar.tsx';
import { LaterContext } from './views/later.tsx';
import { Words } from './views/parts/words.ts';
import type { Props } from './views/props.ts';
import { ServerUpdate } from './views/server-update.tsx';
import { UpdateNotice } from './views/update-notice.tsx';

export function App({ later, ...props }: Props & { later: Later }) {
  return (
    <Words.Provider value={props.preferences.t}>
      <LaterContext.Provider value={later}>
        <Screen {...props} />
      </LaterContext.Provider>
      {window.workspace !== undefined && (
        <FindBar bridge={window.workspace} t={props.preferences.t} />
      )}
      <ServerUpdate {...props} />
      <FilesNotice t={props.preferences.t} />
      {window.workspace !== undefined && (
        <>
          <UpdateNotice bridge={window.workspace} t={props.preferences.t} />
          <Downloads bridge={window.workspace} t={props.preferences.t} />
          <GateDialog {...props} bridge={window.workspace} />
        </>
      )}
    </Words.Provider>
  );
}

/** The screen that the store says. */
function Screen({ store, preferences }: Props) {
  const { t } = preferences;
  const screen = store.screen.value;
  switch (screen.name) {
    case 'starting':
      return <Notice text={t('app.starting')} />;
    case 'unreachable':
      return <Unreachable store={store} preferences={preferences} />;
    case 'setup':
      return <Setup store={store} preferences={preferences} />;
    case 'sign-in':
      return <SignIn store={store} preferences={preferences} endedBy={screen.endedBy} />;
    case 'chat': {
      const state = store.shown.value;
      if (state === undefined) return null;
      const Signed = state.session?.mustChangePassword ? ChoosePassword : Chat;
      return <Signed store={store} preferences={preferences} state={state} />;
    }
  }
}
