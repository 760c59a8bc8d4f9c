import type { FollowedThreads, ListedChannel, Thread } from '../../../api/channels/contract.ts';
import { freshMessage, type Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { List } from '../../../desktop/renderer/state/channels.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';

export const me: User = {
  id: 'me',
  username: 'me',
  displayName: 'Me',
  kind: 'person',
  status: null,
  doNotDisturbUntil: null,
  timeZone: null,
  sharesReads: true,
  avatarId: null,
  role: 'member',
  disabled: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};

export interface Room {
  id: string;
  /** Of a thread, whose root is the first message there. */
  parent?: Room;
  isFollowing: boolean;
  topic: string;
  messages: Message[];
  isIn: boolean;
  lastReadSeq: number;
}

/** As much of the server as one user sees of it: channels with a thread each, their messages, and the log. */
export class PretendServer {
  readonly log: { event: LiveEvent; id: string }[] = [];
  readonly rooms: readonly Room[] = ['one', 'two'].map((id) => ({
    ...{ id, topic: '', messages: [], isIn: true, isFollowing: false, lastReadSeq: 0 },
  }));
  readonly threads: readonly Room[] = this.rooms.map((parent) => ({
    ...{ id: `${parent.id}-thread`, topic: '', messages: [], isFollowing: false, lastReadSeq: 0 },
    parent,
    // As its channel.
    get isIn() {
      return parent.isIn;
    },
  }));
  readonly all = [...this.rooms, ...this.threads];
  private now = Date.parse('2026-01-01T00:00:00.000Z');

  /** Whoever writes in a thread, or is mentioned, follows it; the root tells of it next. */
  post(room: Room, authorId: string, body: string): void {
    const root = room.parent?.messages[0];
    if (room.parent !== undefined && root === undefined) return;
    const seq = room.messages.length + 1;
    const message = freshMessage({
      id: `${room.id}-${seq}`,
      channelId: room.id,
      seq,
      authorId,
      clientId: null,
      body,
      replyToId: null,
      createdAt: this.tick(),
    });
    const data = { ...message, parentId: room.parent?.id ?? null };
    if (authorId === 'me') this.follow(room, true, seq);
    else if (body.includes('@me')) this.follow(room, true, seq - 1);
    room.messages.push(data);
    this.say(room, { event: 'message.created', data });
    if (root !== undefined) this.tellRoot(room, root);
  }

  follow(room: Room, isFollowing: boolean, seq = room.messages.length): void {
    if (room.parent === undefined || !room.isIn || room.isFollowing === isFollowing) return;
    room.isFollowing = isFollowing;
    if (isFollowing) room.lastReadSeq = Math.max(room.lastReadSeq, seq);
    const data = { threadId: room.id };
    this.say(room, { event: isFollowing ? 'thread.followed' : 'thread.unfollowed', data });
  }

  private tellRoot(thread: Room, root: Message): void {
    const about = { lastReplyAt: this.tick(), participantIds: [] };
    const summary = { id: thread.id, replies: thread.messages.length, ...about };
    const data = { ...root, revision: root.revision + 1, thread: summary };
    thread.parent?.messages.splice(0, 1, data);
    if (thread.parent !== undefined) this.say(thread.parent, { event: 'message.updated', data });
  }

  change(room: Room, nth: number, change: 'edit' | 'delete'): void {
    const index = nth % Math.max(1, room.messages.length);
    const before = room.messages[index];
    if (before === undefined || before.deletedAt !== null) return;
    const at = this.tick();
    const revision = before.revision + 1;
    const after =
      change === 'edit'
        ? {
            ...before,
            body: `edited${revision % 2 === 0 ? ', @me,' : ''} at ${at}`,
            editedAt: at,
            revision,
          }
        : { ...before, body: null, deletedAt: at, revision, reactions: [] };
    room.messages[index] = after;
    this.say(room, {
      event: change === 'edit' ? 'message.updated' : 'message.deleted',
      data: after,
    });
  }

  react(room: Room, nth: number, userId: string, emoji: string): void {
    const index = nth % Math.max(1, room.messages.length);
    const before = room.messages[index];
    if (before === undefined || before.deletedAt !== null) return;
    const isAdded = !before.reactions.some(
      (one) => one.emoji === emoji && one.userIds.includes(userId),
    );
    const revision = before.revision + 1;
    room.messages[index] = { ...before, revision, reactions: reacted(before, emoji, userId) };
    this.say(room, {
      event: isAdded ? 'reaction.added' : 'reaction.removed',
      data: { channelId: room.id, messageId: before.id, emoji, userId, revision },
    });
  }

  describe(room: Room): void {
    room.topic = this.tick();
    const { unread, mentions, lastSeq, lastMessageAt, lastReadSeq, ...channel } = listed(room);
    this.say(room, { event: 'channel.updated', data: channel });
  }

  joinOrLeave(room: Room): void {
    const data = { channelId: room.id, userId: 'me' };
    if (room.isIn) this.say(room, { event: 'member.left', data });
    room.isIn = !room.isIn;
    if (!room.isIn) return;
    room.lastReadSeq = room.messages.length;
    this.say(room, { event: 'member.joined', data });
  }

  read(room: Room, seq: number): void {
    room.lastReadSeq = Math.max(room.lastReadSeq, Math.min(seq, room.messages.length));
  }

  unread(room: Room, seq: number): void {
    room.lastReadSeq = Math.min(room.lastReadSeq, seq - 1);
  }

  list(): Omit<List, 'hints'> & { threads: FollowedThreads; cursor: string } {
    const followed = this.threads.filter(({ isIn, isFollowing }) => isIn && isFollowing);
    return {
      channels: this.rooms.filter(({ isIn }) => isIn).map(listed),
      threads: {
        followedIds: followed.map(({ id }) => id),
        unread: followed.map(toThread).filter(({ unread }) => unread > 0),
      },
      cursor: this.cursor(),
    };
  }

  cursor(lag = 0): string {
    return `epoch-${Math.max(0, this.log.length - lag)}`;
  }

  private say(room: Room, event: LiveEvent): void {
    if (room.isIn) this.log.push({ event, id: `epoch-${this.log.length + 1}` });
  }

  private tick(): string {
    this.now += 1;
    return new Date(this.now).toISOString();
  }
}

/** With the user's reaction where they have none with the emoji, else without. */
function reacted({ reactions }: Message, emoji: string, userId: string): Message['reactions'] {
  const all = reactions.map((one) => ({ ...one, userIds: [...one.userIds] }));
  const known = all.find((one) => one.emoji === emoji);
  if (known === undefined) return [...all, { emoji, userIds: [userId] }];
  const at = known.userIds.indexOf(userId);
  if (at < 0) known.userIds.push(userId);
  else known.userIds.splice(at, 1);
  return all.filter(({ userIds }) => userIds.length > 0);
}

export function toThread(room: Room): Thread {
  return {
    ...listed(room),
    ...{ kind: 'thread', name: null, isFollowing: room.isFollowing },
    parentId: room.parent?.id ?? '',
    rootMessageId: room.parent?.messages[0]?.id ?? '',
  };
}

function listed({ id, topic, messages, lastReadSeq }: Room): ListedChannel {
  const unread = messages.filter(
    ({ seq, authorId, deletedAt }) => seq > lastReadSeq && authorId !== 'me' && deletedAt === null,
  );
  return {
    id,
    kind: 'public',
    name: id,
    topic,
    createdBy: 'other',
    createdAt: me.createdAt,
    archivedAt: null,
    isGeneral: false,
    lastSeq: messages.length,
    lastMessageAt: messages.at(-1)?.createdAt ?? null,
    lastReadSeq,
    unread: unread.length,
    mentions: unread.filter(({ body }) => body?.includes('@me')).length,
  };
}
