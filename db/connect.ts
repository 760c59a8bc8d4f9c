import type { Database } from './database.ts';
import { connectEmbedded } from './embedded.ts';
import { connectPostgres } from './postgresql.ts';

export interface ConnectOptions {
  /** `postgres://…`; without it the embedded database in `dataDir`. */
  databaseUrl?: string | undefined;
  dataDir: string;
  /** The timeout of a statement on PostgreSQL, in milliseconds; 10 seconds unless given. */
  timeoutMs?: number;
  /** Told of faults that nobody has to fix, such as a lost connection, which is replaced. */
  onFault(error: Error): void;
}

/**
 * One Kysely on PostgreSQL or on PGlite, with the same queries for both.
 *
 * @throws DataDirError where the embedded data directory is taken or not writable
 */
export async function connect(options: ConnectOptions): Promise<Database> {
  return options.databaseUrl === undefined
    ? connectEmbedded(options.dataDir)
    : connectPostgres(options.databaseUrl, options.onFault, options.timeoutMs);
}
