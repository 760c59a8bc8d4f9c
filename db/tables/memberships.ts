/**
 * Who is in a channel, as an interval of event log positions: a member sees the channel's events
 * from `joinedPosition` to `leftPosition`, which is null while they are in.
 */
export interface MembershipsTable {
  channelId: string;
  userId: string;
  joinedPosition: number;
  leftPosition: number | null;
  lastReadSeq: number;
  /** When `lastReadSeq` moved last; null before it ever did. */
  readAt: Date | null;
}
