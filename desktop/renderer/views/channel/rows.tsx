import { memo } from 'preact/compat';
import { useCallback, useEffect, useMemo, useRef } from 'preact/hooks';
import { freshMessage, type Message } from '../../../../api/messages/contract.ts';
import type { User } from '../../../../api/users/contract.ts';
import { byDay, leadOf } from '../../state/select.ts';
import type { Deletion, OutgoingPost, State, Timeline } from '../../state/state.ts';
import type { Props } from '../props.ts';
import { deliveryOf } from './delivery.tsx';
import type { Delivery, RowProps } from './props.ts';
import type { Quoted } from './quoted.ts';
import { keepRovingStop } from './roving-rows.ts';
import { Row } from './row.tsx';

type RowsProps = Props & {
  channelId: string;
  timeline: Timeline;
  outbox: State['outbox'];
  wishes: State['wishes'];
  deletions: State['deletions'];
  saved: State['saved'];
  quoted: Quoted;
  users: State['users'];
  names: State['names'];
  faces: State['faces'];
  me: User;
  /** The user's newest message that others have seen, and what is said of it. */
  seenSeq: number | undefined;
  seenText: string | undefined;
  firstUnread: number | undefined;
  editing: string | undefined;
  /** The channel is archived: nobody can write in it. */
  isReadOnly: boolean;
  isOffline: boolean;
  onEdit(id: string | undefined): void;
  onReply(message: Message): void;
  onJump(seq: number): void;
  onUnfold(): void;
};

/**
 * The messages, and after them the user's posts that are on their way, drawn like the others so
 * that nothing moves when they arrive. Changes elsewhere in the state do not draw them again.
 */
export const Rows = memo(function Rows(props: RowsProps) {
  const { channelId, timeline, outbox, quoted, users, names, faces, me, firstUnread, isOffline } =
    props;
  const { formatDay } = props.preferences;
  const end = useRef<HTMLSpanElement>(null);
  const byName = useMemo(
    () => new Map([...users.values()].map((user) => [user.username, user])),
    [users],
  );
  // The same functions until a name or a face changes, so that rows are not drawn anew.
  const unknown = props.preferences.t('chat.unknown-user');
  const nameOf = useCallback((id: string) => names.get(id) ?? unknown, [names, unknown]);
  const faceOf = useCallback((id: string) => faces.get(id), [faces]);
  const posts = useMemo(
    () => (timeline.hasNewer ? [] : outbox.filter((post) => post.channelId === channelId)),
    [outbox, channelId, timeline.hasNewer],
  );
  const all = useMemo(
    () => [...timeline.messages, ...posts.map((post) => asMessage(post, me.id))],
    [timeline, posts, me.id],
  );
  const days = useMemo(() => byDay(all), [all]);
  // Only the newest message says that it was sent: once somebody has answered, that is clear.
  const newest = timeline.hasNewer ? undefined : all.at(-1);

  useEffect(() => {
    const list = end.current?.closest<HTMLElement>('.timeline');
    if (list) keepRovingStop(list, timeline.hasNewer);
  }, [all]);

  function rowOf(message: Message, index: number, previous: Message | undefined) {
    const post = posts[index - timeline.messages.length];
    const { replyToId } = message;
    const author = users.get(message.authorId);
    const source = replyToId === null ? undefined : quotedBy(quoted, replyToId);
    return (
      <Row
        key={keyOf(message, me.id)}
        store={props.store}
        preferences={props.preferences}
        message={message}
        uploadIds={post?.uploadIds}
        authorName={names.get(message.authorId)}
        authorFace={faces.get(message.authorId)}
        authorStatus={author?.status ?? null}
        authorQuiet={author?.doNotDisturbUntil ?? null}
        quoted={source}
        quotedAuthorName={source ? names.get(source.authorId) : undefined}
        byName={byName}
        nameOf={nameOf}
        faceOf={faceOf}
        wished={props.wishes.get(message.id)}
        deletion={deletionOf(props.deletions.get(message.id), isOffline)}
        isSaved={props.saved.byId.get(message.id) === true}
        me={me}
        {...leadOf(message, previous, firstUnread)}
        isEditing={post === undefined && props.editing === message.id}
        delivery={delivery(message, post, message === newest, isOffline, me.id)}
        failure={post?.detail}
        seen={message.seq === props.seenSeq ? props.seenText : undefined}
        isReadOnly={props.isReadOnly}
        onEdit={props.onEdit}
        onReply={props.onReply}
        onJump={props.onJump}
        onUnfold={props.onUnfold}
      />
    );
  }

  return (
    <>
      {days.map(({ at, messages, from }) => (
        // The same element for the same day, so that its rows stay when older ones come before them.
        <div key={new Date(at).toDateString()} class="day">
          <p class="day-line">
            <span>{formatDay(at)}</span>
          </p>
          {messages.map((message, index) => rowOf(message, from + index, messages[index - 1]))}
        </div>
      ))}
      <span ref={end} hidden />
    </>
  );
});

/** Null where it cannot be had, undefined while it is not known. */
function quotedBy(quoted: Quoted, id: string): Message | null | undefined {
  return quoted.has(id) ? (quoted.get(id) ?? null) : undefined;
}

function delivery(
  message: Message,
  post: OutgoingPost | undefined,
  isNewest: boolean,
  isOffline: boolean,
  myId: string,
): Delivery | undefined {
  if (post !== undefined) return deliveryOf(post, isNewest, isOffline);
  const isMine = message.authorId === myId && message.deletedAt === null;
  return isNewest && isMine ? 'sent' : undefined;
}

function deletionOf(deletion: Deletion | undefined, isOffline: boolean): RowProps['deletion'] {
  if (deletion?.phase === 'held') return 'held';
  return deletion?.phase === 'due' && isOffline ? 'waiting' : undefined;
}

/** The user's own messages keep their key when they arrive, and so their element on the page. */
function keyOf({ id, clientId, authorId }: Message, myId: string): string {
  return authorId === myId && clientId !== null ? clientId : id;
}

function asMessage(post: OutgoingPost, authorId: string): Message {
  return freshMessage({
    id: post.clientId,
    channelId: post.channelId,
    seq: Number.MAX_SAFE_INTEGER,
    authorId,
    clientId: post.clientId,
    body: post.body,
    replyToId: post.replyToId,
    createdAt: post.postedAt,
  });
}
