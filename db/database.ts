import type { Kysely } from 'kysely';
import type { EngineDeadError } from './errors.ts';
import type { Tables } from './tables/tables.ts';

/** Called with each notice. An empty topic means that notices may have been lost. */
export type NoticeListener = (topic: string) => void;

export interface Database {
  readonly kind: 'embedded' | 'postgresql';
  readonly db: Kysely<Tables>;
  /** Where it is, in words without a password; undefined for the embedded one. */
  where(): { name: string; isLocal: boolean; isEncrypted: boolean } | undefined;
  /** Calls back for every notice from any node; `''` at each (re)connection. Returns how to stop. */
  listen(onNotice: NoticeListener): Promise<() => Promise<void>>;
  /**
   * Identifies this copy of the data. It changes when a dump or a copy of the files takes the place
   * of the history, and when a standby has taken over.
   */
  readLineage(): Promise<string>;
  /** The folder of its files, a guess where this is not known; undefined on another machine. */
  findFolder(): Promise<string | undefined>;
  /**
   * Embedded only, since no second process may read its files. Copies the files, as they are
   * between two transactions, into a private folder that `connect` accepts as a data directory.
   * Statements wait meanwhile. The caller removes the folder. Throws a DiskFullError, and has written
   * nothing, where the disk has no room for the copy.
   */
  readonly snapshot: (() => Promise<string>) | undefined;
  /**
   * Embedded only, since PostgreSQL does it by itself: has the write-ahead log used again from its
   * beginning. Without it the log grows with all that is written until the server stops.
   */
  readonly checkpoint: (() => Promise<void>) | undefined;
  /**
   * Embedded only: resolves where it has ended in the middle of its work. Statements fail from then
   * on, and only another process can open it again.
   */
  readonly died: Promise<EngineDeadError> | undefined;
  /** Connections open, idle and waited for. */
  poolSize(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** The channel of LISTEN and NOTIFY that all nodes share. */
export const NOTICE_CHANNEL = 'workspace';
