import { api } from '../../live/api.ts';
import type { State } from '../../state/state.ts';
import { unreadThreads } from '../../state/threads.ts';
import { ListView } from '../list-view.tsx';
import type { Props } from '../props.ts';
import { ThreadItem } from './thread-item.tsx';
import { useThreads } from './use-threads.ts';

/** The threads that the user follows. To look at them here does not make them read. */
export function Threads(props: Props & { state: State }) {
  const { store, preferences, state } = props;
  const { t } = preferences;
  const { items, hasMore, isMissed, more } = useThreads(store, state);
  const unread = unreadThreads(state);
  const markRead = (id: string) => {
    const lastSeq = state.channels.get(id)?.lastSeq;
    if (lastSeq !== undefined) store.markRead(id, lastSeq);
  };
  const isEmpty = items?.length === 0 && !hasMore;
  return (
    <ListView
      {...props}
      title={t('threads.title')}
      tools={
        unread.length > 0 && (
          <button
            type="button"
            class="button small"
            onClick={() => {
              for (const { id } of unread) markRead(id);
            }}
          >
            {t('unread.all-read')}
          </button>
        )
      }
      empty={
        isEmpty ? { icon: 'thread', title: t('threads.title'), text: t('threads.none') } : undefined
      }
      changes={[items?.length, unread.length]}
    >
      {isMissed && <p class="hint">{t('unread.not-loaded')}</p>}
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
    </ListView>
  );
}
