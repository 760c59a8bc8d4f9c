import pg from 'pg';
import { until } from './until.ts';

/** Runs the statement in a transaction that stays open, with the locks that it took. */
export async function openLock(
  url: string,
  statement: string,
): Promise<{ release(end?: 'rollback' | 'commit'): Promise<void> }> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('begin');
  await client.query(statement);
  return {
    async release(end = 'rollback') {
      await client.query(end);
      await client.end();
    },
  };
}

/** Waits until `count` statements in the database of `url` wait for a lock. */
export async function waitForBlocked(url: string, count = 1): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await until(async () => {
      const { rows } = await client.query(
        `select 1 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows.length >= count;
    });
  } finally {
    await client.end();
  }
}
