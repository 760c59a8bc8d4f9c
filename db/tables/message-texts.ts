import type { Generated } from 'kysely';

/** What messages said before, where MESSAGE_HISTORY is on. */
export interface MessageTextsTable {
  messageId: string;
  /** The newest revision of the message with this text. */
  revision: number;
  body: string;
  /** When the message was edited or deleted. */
  until: Generated<Date>;
}
