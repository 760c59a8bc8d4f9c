import { Chat } from './views/chat.tsx';
import { ChoosePassword } from './views/entrance/choose-password.tsx';
import { Entrance } from './views/entrance/entrance.tsx';
import { Notice } from './views/entrance/notice.tsx';
import { Setup } from './views/entrance/setup.tsx';
import { SignIn } from './views/entrance/sign-in.tsx';
import { Words } from './views/parts/words.ts';
import type { Props } from './views/props.ts';
import { ServerUpdate } from './views/server-update.tsx';
import { UpdateNotice } from './views/update-notice.tsx';

export function App(props: Props) {
  return (
    <Words.Provider value={props.preferences.t}>
      <Screen {...props} />
      <ServerUpdate {...props} />
      {window.workspace !== undefined && (
        <UpdateNotice bridge={window.workspace} t={props.preferences.t} />
      )}
    </Words.Provider>
  );
}

/** The screen that the store says. */
function Screen({ store, preferences }: Props) {
  const { t } = preferences;
  const screen = store.screen.value;
  const start = () => void store.start();
  switch (screen.name) {
    case 'starting':
      return <Notice text={t('app.starting')} />;
    case 'unreachable':
      return (
        <Entrance preferences={preferences} title={t('app.unreachable')} onServer={start}>
          <p role="alert">{t('app.unreachable-detail')}</p>
          <button type="button" class="button primary" onClick={start}>
            {t('app.try-again')}
          </button>
        </Entrance>
      );
    case 'setup':
      return <Setup store={store} preferences={preferences} />;
    case 'sign-in':
      return <SignIn store={store} preferences={preferences} endedBy={screen.endedBy} />;
    case 'chat': {
      const state = store.state.value;
      if (state === undefined) return null;
      const Signed = state.session?.mustChangePassword ? ChoosePassword : Chat;
      return <Signed store={store} preferences={preferences} state={state} />;
    }
  }
}
