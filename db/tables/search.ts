/** What is found by its words: a row for each message that is not deleted, behind the commit. */
export interface SearchEntriesTable {
  messageId: string;
  /** The channel whose members may read it: of a thread, its parent. */
  homeId: string;
  /** The message's. */
  createdAt: Date;
  /** A tsvector. */
  words: string;
}

/** How far the index is. */
export interface SearchStateTable {
  singleton: boolean;
  /** How its messages were read; 0 before the first. */
  version: number;
  /** Messages of events up to here are indexed, if they are as new as the index. */
  position: number;
  /** Messages with this id or a higher one are indexed; null before the first. */
  backfilledTo: string | null;
  /** Whether all messages from before the index are in it. */
  isBackfilled: boolean;
}
