import type { Generated } from 'kysely';

/** Messages that a user has put aside, for that user alone. */
export interface SavedMessagesTable {
  userId: string;
  messageId: string;
  savedAt: Generated<Date>;
}
