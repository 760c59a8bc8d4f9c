import { useEffect } from 'preact/hooks';
import { neighbour, openChannelOf } from '../state/select.ts';
import { Channel } from './channel.tsx';
import { ConnectionBar } from './connection-bar.tsx';
import { Dialogs } from './dialogs.tsx';
import type { Props } from './props.ts';
import { Sidebar } from './sidebar.tsx';

/** The signed-in window: where one can go on the left, where one is on the right. */
export function Chat({ store, preferences }: Props) {
  const state = store.state.value;
  useEffect(() => onShortcuts(store), [store]);
  if (state === undefined) return null;
  const channel = openChannelOf(state, store.openChannelId.value);
  return (
    <div class={store.isSidebarOpen.value ? 'chat with-sidebar' : 'chat'}>
      <Sidebar store={store} preferences={preferences} state={state} openId={channel?.id} />
      <main class="place">
        <ConnectionBar store={store} preferences={preferences} connection={state.connection} />
        {channel === undefined ? (
          <p class="nothing">{preferences.t('chat.pick')}</p>
        ) : (
          <Channel
            key={channel.id}
            store={store}
            preferences={preferences}
            state={state}
            channel={channel}
          />
        )}
      </main>
      <Dialogs store={store} preferences={preferences} state={state} />
    </div>
  );
}

function onShortcuts(store: Props['store']): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      store.dialog.value = { name: 'jump' };
    } else if (isCommand && event.key === '/') {
      event.preventDefault();
      store.dialog.value = { name: 'shortcuts' };
    } else if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      const state = store.state.value;
      if (state === undefined) return;
      event.preventDefault();
      const next = neighbour(state, store.openChannelId.value, event.key === 'ArrowUp' ? -1 : 1);
      if (next !== undefined) store.openChannel(next);
    }
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
