import type { Generated } from 'kysely';

export interface MessagesTable {
  id: string;
  channelId: string;
  /** Dense in its channel: 1, 2, 3 … */
  seq: number;
  authorId: string;
  clientId: string | null;
  /** Null once deleted. */
  body: string | null;
  replyToId: string | null;
  createdAt: Generated<Date>;
  editedAt: Date | null;
  deletedAt: Date | null;
  /** 1, and one more with every change. */
  revision: Generated<number>;
  pinnedAt: Generated<Date | null>;
}

export interface MentionsTable {
  userId: string;
  channelId: string;
  seq: number;
}
