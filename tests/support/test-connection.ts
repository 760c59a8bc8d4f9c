import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import type { OpenDatabase } from './kept-database.ts';

/**
 * A connection of the test's own. An embedded database takes one only while no server uses it,
 * unless it stays open (`opened`).
 */
export async function connectToTest({ env, opened }: OpenDatabase): Promise<Database> {
  if (opened !== undefined) return opened;
  return connect({
    databaseUrl: 'DATABASE_URL' in env ? env.DATABASE_URL : undefined,
    dataDir: 'DATA_DIR' in env ? env.DATA_DIR : '',
    onFault: () => undefined,
  });
}

/** The URL of the PostgreSQL database; an embedded one has none. */
export function urlOf({ env }: OpenDatabase): string {
  if ('DATABASE_URL' in env) return env.DATABASE_URL;
  throw new Error('the embedded database has no address');
}
