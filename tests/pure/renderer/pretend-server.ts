import type { ListedChannel } from '../../../api/channels/contract.ts';
import { freshMessage, type Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
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
  role: 'member',
  disabled: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};

export interface Room {
  id: string;
  topic: string;
  messages: Message[];
  isIn: boolean;
  lastReadSeq: number;
}

/** As much of the server as one user sees of it: channels, their messages, and the log. */
export class PretendServer {
  readonly log: { event: LiveEvent; id: string }[] = [];
  readonly rooms: readonly Room[] = ['one', 'two'].map((id) => ({
    id,
    topic: '',
    messages: [],
    isIn: true,
    lastReadSeq: 0,
  }));
  private now = Date.parse('2026-01-01T00:00:00.000Z');

  post(room: Room, authorId: string, body: string): void {
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
    room.messages.push(message);
    this.say(room, { event: 'message.created', data: message });
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

  list(): ListedChannel[] {
    return this.rooms.filter(({ isIn }) => isIn).map(listed);
  }

  private say(room: Room, event: LiveEvent): void {
    if (room.isIn) this.log.push({ event, id: String(this.log.length + 1) });
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
