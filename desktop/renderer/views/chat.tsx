import { useEffect } from 'preact/hooks';
import { shownPane } from '../state/pane.ts';
import { openChannelOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import { Alarms } from './alarms.tsx';
import { Announcer } from './announcer.tsx';
import { Channel } from './channel/channel.tsx';
import { Dialogs } from './dialogs/dialogs.tsx';
import { PaneHost } from './pane/pane.tsx';
import { focusComposer } from './parts/focus.ts';
import type { Props } from './props.ts';
import { onShortcuts } from './shortcuts.ts';
import { Drawer } from './sidebar/drawer.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { PANE_COVERS, useMedia } from './use-media.ts';

/** The signed-in window: the sidebar, the open channel, and what is opened beside it. */
export function Chat({ store, preferences, state }: Props & { state: State }) {
  useEffect(() => onShortcuts(store), [store]);
  const { t } = preferences;
  const given = { store, preferences, state };
  const channel = openChannelOf(state, store.openChannelId.value);
  const pane = shownPane(store.pane.value, channel);
  const isPaneOver = useMedia(PANE_COVERS) && pane !== undefined;
  const isCovered = isPaneOver || store.isSidebarOpen.value;
  // Whoever goes to another conversation wants to see it.
  useEffect(() => {
    if (isPaneOver) store.closePane();
  }, [channel?.id]);
  return (
    <div class="chat" data-connection={state.connection.kind}>
      <button type="button" class="skip button primary" onClick={focusComposer}>
        {t('app.skip')}
      </button>
      <Alarms {...given} />
      <Drawer store={store} preferences={preferences}>
        <Sidebar {...given} openId={channel?.id} />
      </Drawer>
      <main class="place" inert={isCovered} aria-label={t('chat.messages')}>
        {channel === undefined ? (
          <p class="nothing">{t('chat.pick')}</p>
        ) : (
          <Channel key={channel.id} {...given} channel={channel} />
        )}
      </main>
      {isPaneOver && (
        <button
          type="button"
          class="veil"
          tabIndex={-1}
          aria-label={t('nav.close')}
          onClick={store.closePane}
        />
      )}
      <PaneHost {...given} pane={pane} channel={channel} />
      <Announcer {...given} channel={channel} />
      <Dialogs {...given} />
    </div>
  );
}
