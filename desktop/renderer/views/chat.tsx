import { useEffect, useRef } from 'preact/hooks';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { ListPlace } from '../../address.ts';
import { shownPane } from '../state/pane.ts';
import { openChannelOf } from '../state/select.ts';
import type { State } from '../state/state.ts';
import { Alarms } from './alarms.tsx';
import { Announcer } from './announcer.tsx';
import { AstrayNotice } from './astray.tsx';
import { Channel } from './channel/channel.tsx';
import { Dialogs } from './dialogs/dialogs.tsx';
import { useLaterAtHand } from './later.tsx';
import { Pages } from './pages/pages.tsx';
import { PaneHost } from './pane/pane.tsx';
import { focusComposer } from './parts/focus.ts';
import type { Props } from './props.ts';
import { RefusalNotice } from './refusal-notice.tsx';
import { Saved } from './saved/saved.tsx';
import { onShortcuts } from './shortcuts.ts';
import { Drawer } from './sidebar/drawer.tsx';
import { Sidebar } from './sidebar/sidebar.tsx';
import { Threads } from './threads/threads.tsx';
import { onTyping } from './type-anywhere.ts';
import { Unread } from './unread/unread.tsx';
import { PANE_COVERS, useMedia } from './use-media.ts';

/** The signed-in window: the conversation with what is around it, or a page of its own. */
export function Chat({ store, preferences, state }: Props & { state: State }) {
  useEffect(() => onShortcuts(store), [store]);
  useEffect(onTyping, []);
  useLaterAtHand(
    state.me.role === 'admin' ? ['search', 'settings', 'admin'] : ['search', 'settings'],
    state,
  );
  const given = { store, preferences, state };
  const place = store.page.value;
  const page = place?.kind === 'settings' || place?.kind === 'admin' ? place : undefined;
  const list = place?.kind === 'settings' || place?.kind === 'admin' ? undefined : place?.kind;
  const open = openChannelOf(state, store.openChannelId.value);
  const channel = place === undefined ? open : undefined;
  return (
    <div class="chat" data-connection={state.connection.kind}>
      {page === undefined && (
        <button type="button" class="skip button primary" onClick={focusComposer}>
          {preferences.t('app.skip')}
        </button>
      )}
      <Alarms {...given} />
      {page === undefined ? (
        <Conversation {...given} channel={channel} list={list} />
      ) : (
        <Pages {...given} at={page} />
      )}
      <AstrayNotice {...given} />
      <RefusalNotice store={store} preferences={preferences} />
      <Announcer {...given} channel={channel} />
      <Dialogs {...given} />
    </div>
  );
}

/** The sidebar, the open channel or what is unread, and what is opened beside it. */
function Conversation(
  props: Props & {
    state: State;
    channel: ListedChannel | undefined;
    list: ListPlace['kind'] | undefined;
  },
) {
  const { store, preferences, channel } = props;
  const { t } = preferences;
  const pane = shownPane(store.pane.value, channel);
  const isPaneOver = useMedia(PANE_COVERS) && pane !== undefined;
  const isCovered = isPaneOver || store.isSidebarOpen.value;
  const before = useRef({ id: channel?.id, pane });
  // Whoever goes to another conversation wants to see it, unless with what is beside it.
  useEffect(() => {
    const was = before.current;
    before.current = { id: channel?.id, pane };
    if (isPaneOver && was.id !== channel?.id && was.pane === pane) store.closePane();
  });
  return (
    <>
      <Drawer store={store} preferences={preferences}>
        <Sidebar {...props} openId={channel?.id} />
      </Drawer>
      <main class="place" inert={isCovered} aria-label={t('chat.messages')}>
        {props.list === 'unread' && <Unread {...props} />}
        {props.list === 'threads' && <Threads {...props} />}
        {props.list === 'saved' && <Saved {...props} />}
        {channel !== undefined && <Channel key={channel.id} {...props} channel={channel} />}
        {props.list === undefined && channel === undefined && (
          <p class="nothing">{t('chat.pick')}</p>
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
      <PaneHost {...props} pane={pane} />
    </>
  );
}
