import { useEffect, useRef } from 'preact/hooks';
import { api } from '../../live/api.ts';
import type { State } from '../../state/state.ts';
import { unreadThreads } from '../../state/threads.ts';
import { useEscape } from '../channel/use-escape.ts';
import { ConnectionBanner } from '../connection.tsx';
import { Icon } from '../parts/icon.tsx';
import type { Props } from '../props.ts';
import { SidebarButton } from '../sidebar/sidebar-button.tsx';
import { useFocusBack } from '../use-focus-back.ts';
import { ThreadItem } from './thread-item.tsx';
import { useThreads } from './use-threads.ts';

/** The threads that the user follows. To look at them here does not make them read. */
export function Threads(props: Props & { state: State }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const heading = useRef<HTMLHeadingElement>(null);
  const { items, hasMore, isMissed, more } = useThreads(store, state);
  const unread = unreadThreads(state);
  const markRead = (id: string) => {
    const lastSeq = state.channels.get(id)?.lastSeq;
    if (lastSeq !== undefined) store.markRead(id, lastSeq);
  };
  useEscape(store, store.leavePage);
  useEffect(() => heading.current?.focus(), []);
  useFocusBack(heading, [items?.length, unread.length]);

  return (
    <>
      <header class="channel-head">
        <SidebarButton store={store} preferences={preferences} />
        <h1 ref={heading} class="unread-head" tabIndex={-1}>
          {t('threads.title')}
        </h1>
        {unread.length > 0 && (
          <button
            type="button"
            class="button small all-read"
            onClick={() => {
              for (const { id } of unread) markRead(id);
            }}
          >
            {t('unread.all-read')}
          </button>
        )}
      </header>
      <div class="unread-list">
        {isMissed && <p class="hint">{t('unread.not-loaded')}</p>}
        {items?.length === 0 && !hasMore && (
          <div class="beginning">
            <span class="beginning-sign">
              <Icon name="thread" />
            </span>
            <h2>{t('threads.title')}</h2>
            <p class="soft">{t('threads.none')}</p>
          </div>
        )}
        {items !== undefined && items.length > 0 && (
          <ul class="saved-list threads-list">
            {items.map((item) => {
              const { id, parentId } = item.thread;
              return (
                <ThreadItem
                  key={id}
                  preferences={preferences}
                  state={state}
                  item={item}
                  onGo={() =>
                    store.go({ kind: 'channel', channelId: parentId, beside: { threadId: id } })
                  }
                  onRead={() => markRead(id)}
                  onStop={() => void store.attempt('follow', () => api.setFollowed(id, false))}
                />
              );
            })}
          </ul>
        )}
        {hasMore && (
          <button type="button" class="button small" onClick={() => void more()}>
            {t('saved.more')}
          </button>
        )}
      </div>
      <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
    </>
  );
}
