import { useEffect } from 'preact/hooks';
import { openChannelOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import { Alarms } from './alarms.tsx';
import { Announcer } from './announcer.tsx';
import { AstrayNotice } from './astray.tsx';
import { Channel } from './channel/channel.tsx';
import { Dialogs } from './dialogs/dialogs.tsx';
import { Pages } from './pages/pages.tsx';
import { focusComposer } from './parts/focus.ts';
import type { Props } from './props.ts';
import { onShortcuts } from './shortcuts.ts';
import { Drawer } from './sidebar/drawer.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';

/** The signed-in window: the sidebar on the left, the open channel on the right. */
export function Chat({ store, preferences, state }: Props & { state: State }) {
  useEffect(() => onShortcuts(store), [store]);
  const { t } = preferences;
  const given = { store, preferences, state };
  const page = store.page.value;
  const channel = openChannelOf(state, store.openChannelId.value);
  return (
    <div class="chat" data-connection={state.connection.kind}>
      {page === undefined && (
        <button type="button" class="skip button primary" onClick={focusComposer}>
          {t('app.skip')}
        </button>
      )}
      <Alarms {...given} />
      {page === undefined ? (
        <>
          <Drawer store={store} preferences={preferences}>
            <Sidebar {...given} openId={channel?.id} />
          </Drawer>
          <main class="place" aria-label={t('chat.messages')}>
            {channel === undefined ? (
              <p class="nothing">{t('chat.pick')}</p>
            ) : (
              <Channel key={channel.id} {...given} channel={channel} />
            )}
          </main>
        </>
      ) : (
        <Pages {...given} at={page} />
      )}
      <AstrayNotice {...given} />
      <Announcer {...given} channel={page === undefined ? channel : undefined} />
      <Dialogs {...given} />
    </div>
  );
}
