import type { RefObject } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../../../api/messages/contract.ts';
import type { State } from '../../state/state.ts';
import { isArchived } from '../../state/threads.ts';
import { DropPlace } from '../attach/drop-place.tsx';
import { useAttaching } from '../attach/use-attaching.ts';
import { ConnectionBanner } from '../connection.tsx';
import { focusComposer, focusEditor } from '../parts/focus.ts';
import { Composer } from './composer.tsx';
import { draftsOf } from './drafts.ts';
import type { ChannelProps } from './props.ts';
import { Timeline, type TimelineHandle } from './timeline.tsx';
import { useNewLine } from './use-new-line.ts';

/** What has been said in a channel or a thread, and where to write. */
export function Talk(props: ChannelProps & { handle?: RefObject<TimelineHandle | null> }) {
  const { store, preferences, state, channel } = props;
  const drafts = useMemo(
    () => draftsOf(store.keeper, state.me.id, channel.id),
    [store, state.me.id, channel.id],
  );
  const [replyToId, setReplyToId] = useState(drafts.replyToId);
  const [editing, setEditing] = useState(() => drafts.edit()?.id);
  const own = useRef<TimelineHandle | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const isReadOnly = isArchived(state, channel);
  const attaching = useAttaching(props, frame, isReadOnly);
  const firstUnread = useNewLine(state, channel);
  useEffect(() => {
    if (!state.timelines.has(channel.id)) void store.openTimeline(channel.id);
  }, [state.timelines.has(channel.id)]);

  // Rows are drawn again only if their props change, so these functions must stay the same.
  const edit = useCallback((id: string | undefined) => {
    drafts.keepEdit(undefined);
    setEditing(id);
    if (id === undefined) focusComposer();
  }, []);
  const replyTo = (id: string | undefined) => {
    drafts.keepReplyToId(id);
    setReplyToId(id);
  };
  const reply = useCallback(({ id }: Message) => {
    replyTo(id);
    focusComposer();
  }, []);

  return (
    <>
      <div class="timeline-frame" ref={frame}>
        <Timeline
          {...props}
          firstUnread={firstUnread}
          editing={editing}
          isReadOnly={isReadOnly}
          handle={props.handle ?? own}
          onEdit={edit}
          onReply={reply}
        />
        <ConnectionBanner store={store} preferences={preferences} connection={state.connection} />
        {attaching.isOver && <DropPlace text={preferences.t('attach.drop')} />}
      </div>
      {isReadOnly ? (
        <div class="composer">
          <p class="archived-note">{preferences.t('channel.archived-note')}</p>
        </div>
      ) : (
        <Composer
          {...props}
          drafts={drafts}
          attaching={attaching}
          replyToId={replyToId}
          onReplyTo={replyTo}
          onEditLast={() => {
            if (focusEditor()) return;
            const last = lastToEdit(state, channel.id);
            if (last !== undefined) edit(last);
          }}
        />
      )}
    </>
  );
}

/** The user's newest message; undefined while a newer one is on its way, which they mean then. */
function lastToEdit(state: State, channelId: string): string | undefined {
  const isOnItsWay = state.outbox.some(
    (post) => post.channelId === channelId && post.status !== 'failed',
  );
  if (isOnItsWay) return undefined;
  const messages = state.timelines.get(channelId)?.messages;
  return messages?.findLast(({ authorId, deletedAt }) => authorId === state.me.id && !deletedAt)
    ?.id;
}
