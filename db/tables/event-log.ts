import type { Generated } from 'kysely';

export interface EventLogTable {
  /** Dense: taken under the lock of `eventLogHead`, which is held to the commit. */
  position: number;
  type: string;
  /** The channel whose members hear the event, unless everyone does. */
  channelId: string | null;
  /** The user whose membership it changes; without a channel, the only user who hears it. */
  userId: string | null;
  /** The first members, for `channel.created`. */
  memberIds: string[] | null;
  /** The message whose text the event carries. */
  messageId: string | null;
  /** True where everyone may see the event, member or not. */
  isPublic: boolean;
  /** The event's data as it goes on the wire: one line of JSON. */
  data: string;
  /** True where the message's text is as the events before say; null for most events. */
  keepsText: boolean | null;
  createdAt: Generated<Date>;
}

export interface EventLogHeadTable {
  singleton: boolean;
  /** The newest position, 0 before the first event. */
  position: number;
  /** The newest position that retention has removed, 0 before the first removal. */
  floor: number;
}
