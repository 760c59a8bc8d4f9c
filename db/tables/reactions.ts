/** Who has reacted to a message with what. */
export interface ReactionsTable {
  messageId: string;
  emoji: string;
  userId: string;
  /** The revision of the message that this reaction made. */
  revision: number;
  /** The revision that the first reaction with this emoji made: emoji are ordered by it. */
  firstRevision: number;
}
