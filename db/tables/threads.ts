import type { Generated } from 'kysely';

/** The replies to a message: a channel of kind `thread`, for whoever is in its parent. */
export interface ThreadsTable {
  channelId: string;
  parentId: string;
  rootMessageId: string;
  /** How many messages it has that are not deleted. */
  replies: Generated<number>;
  /** When the newest of them was written; null where there is none. */
  lastReplyAt: Date | null;
  /** Their authors, in the order of their first replies. */
  participantIds: Generated<string[]>;
}

/** How far a user has read a thread, and whether they follow it. Without a row: nothing, and not. */
export interface ThreadReadersTable {
  userId: string;
  channelId: string;
  isFollowing: boolean;
  lastReadSeq: Generated<number>;
  /** When `lastReadSeq` moved last; null before it ever did. */
  readAt: Date | null;
}
