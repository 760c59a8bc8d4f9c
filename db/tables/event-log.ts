import type { Generated } from 'kysely';

export interface EventLogTable {
  /** Dense: taken under the lock of `eventLogHead`, which is held to the commit. */
  position: number;
  type: string;
  channelId: string | null;
  /** Whose membership the event changes, for `member.joined` and `member.left`. */
  userId: string | null;
  /** The first members, for `channel.created`. */
  memberIds: string[] | null;
  /** True where everyone may see the event, member or not. */
  isPublic: boolean;
  /** The event's data as it goes on the wire: one line of JSON. */
  data: string;
  createdAt: Generated<Date>;
}

export interface EventLogHeadTable {
  singleton: boolean;
  /** The newest position, 0 before the first event. */
  position: number;
  /** The newest position that retention has removed, 0 before the first removal. */
  floor: number;
}
