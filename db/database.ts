import type { Kysely } from 'kysely';
import type { Tables } from './tables/tables.ts';

/** What is heard on the database's notice board: an empty topic means that notices may have been lost. */
export type NoticeListener = (topic: string) => void;

export interface Database {
  readonly kind: 'embedded' | 'postgresql';
  readonly db: Kysely<Tables>;
  /** Calls back for every notice from any node; `''` at each (re)connection. Returns how to stop. */
  listen(onNotice: NoticeListener): Promise<() => Promise<void>>;
  /**
   * What tells this copy of the data from a restored one: it changes when a dump or a copy of the
   * files takes the place of the history, and when a standby has taken over.
   */
  readLineage(): Promise<string>;
  /** The folder of its files, where those are on this machine and it may be known. */
  findFolder(): Promise<string | undefined>;
  /**
   * Embedded only, since no second process may read its files: copies them as they stand between
   * two transactions into a private folder, which `connect` takes for a data directory. Statements
   * wait meanwhile. The caller removes the folder.
   */
  readonly snapshot: (() => Promise<string>) | undefined;
  /** Connections open, idle and waited for. */
  poolSize(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** The channel of LISTEN and NOTIFY that all nodes share. */
export const NOTICE_CHANNEL = 'workspace';
