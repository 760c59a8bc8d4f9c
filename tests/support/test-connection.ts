import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import type { OpenDatabase } from './kept-database.ts';

/**
 * A connection of the test's own. An embedded database takes one only while no server has it, unless
 * it is one that stays open.
 */
export async function connectToTest({ env, opened }: OpenDatabase): Promise<Database> {
  if (opened !== undefined) return opened;
  return connect({
    databaseUrl: 'DATABASE_URL' in env ? env.DATABASE_URL : undefined,
    dataDir: 'DATA_DIR' in env ? env.DATA_DIR : '',
    onFault: () => undefined,
  });
}

/** Where PostgreSQL is; the embedded database has no address. */
export function urlOf({ env }: OpenDatabase): string {
  if ('DATABASE_URL' in env) return env.DATABASE_URL;
  throw new Error('the embedded database has no address');
}
