import { Chat } from './views/chat.tsx';
import { Notice } from './views/notice.tsx';
import type { Props } from './views/props.ts';
import { Setup } from './views/setup.tsx';
import { SignIn } from './views/sign-in.tsx';

/** The screen that the store says. */
export function App({ store, preferences }: Props) {
  const { t } = preferences;
  const screen = store.screen.value;
  switch (screen.name) {
    case 'starting':
      return <Notice text={t('app.starting')} />;
    case 'unreachable':
      return (
        <Notice text={t('app.unreachable')}>
          <button type="button" class="button primary" onClick={() => void store.start()}>
            {t('app.try-again')}
          </button>
        </Notice>
      );
    case 'setup':
      return <Setup store={store} preferences={preferences} />;
    case 'sign-in':
      return <SignIn store={store} preferences={preferences} endedBy={screen.endedBy} />;
    case 'chat':
      return <Chat store={store} preferences={preferences} />;
  }
}
