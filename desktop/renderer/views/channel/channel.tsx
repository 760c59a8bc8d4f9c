import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import { ConnectionBanner } from '../connection.tsx';
import { focusComposer } from '../parts/focus.ts';
import { Composer } from './composer.tsx';
import { Head } from './head.tsx';
import type { ChannelProps } from './props.ts';
import { Timeline, type TimelineHandle } from './timeline.tsx';
import { useEscape } from './use-escape.ts';

/** An open channel: its head, its messages, and where to write. */
export function Channel(props: ChannelProps) {
  const { store, preferences, state, channel } = props;
  const [replyTo, setReplyTo] = useState<Message>();
  const [editing, setEditing] = useState<string>();
  const list = useRef<TimelineHandle | null>(null);
  // The first unread message when the channel was opened. The line stays there while the user
  // reads.
  const [firstUnread] = useState(channel.unread > 0 ? channel.lastReadSeq + 1 : undefined);
  useEffect(() => {
    if (!state.timelines.has(channel.id)) void store.openTimeline(channel.id);
  }, [state.timelines.has(channel.id)]);
  useEscape(store, () => {
    list.current?.jumpToLatest();
    focusComposer();
  });

  // Rows are drawn again only if their props change, so these functions must stay the same.
  const edit = useCallback((id: string | undefined) => {
    setEditing(id);
    if (id === undefined) focusComposer();
  }, []);
  const reply = useCallback((message: Message) => {
    setReplyTo(message);
    focusComposer();
  }, []);

  function editLast(): void {
    // The newest message is still on its way, and the user does not mean the one before it.
    const isOnItsWay = state.outbox.some(
      ({ channelId, status }) => channelId === channel.id && status !== 'failed',
    );
    if (isOnItsWay) return;
    const own = state.timelines
      .get(channel.id)
      ?.messages.findLast(({ authorId, deletedAt }) => authorId === state.me.id && !deletedAt);
    if (own !== undefined) edit(own.id);
  }

  return (
    <>
      <Head {...props} />
      <div class="timeline-frame">
        <Timeline
          store={store}
          preferences={preferences}
          state={state}
          channel={channel}
          firstUnread={firstUnread}
          editing={editing}
          isReadOnly={channel.archivedAt !== null}
          handle={list}
          onEdit={edit}
          onReply={reply}
        />
        <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
      </div>
      {channel.archivedAt !== null ? (
        <div class="composer">
          <p class="archived-note">{preferences.t('channel.archived-note')}</p>
        </div>
      ) : (
        <Composer
          store={store}
          preferences={preferences}
          state={state}
          channel={channel}
          replyTo={replyTo}
          onReplied={() => setReplyTo(undefined)}
          onEditLast={editLast}
        />
      )}
    </>
  );
}
