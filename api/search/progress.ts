import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { ring } from '../events/bell.ts';
import type { IndexProgress } from './contract.ts';
import { INDEX_LOCK } from './indexer.ts';

/** Fewer are counted, which takes milliseconds; more are taken from PostgreSQL's estimate. */
const MOST_COUNTED = 100_000;

/** Empties the index, which the servers then make anew. */
export async function rebuildIndex(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // A batch that is under way would write into the new state how far it got in the old one.
    await sql`select pg_advisory_xact_lock(${INDEX_LOCK})`.execute(trx);
    await sql`truncate search_entries`.execute(trx);
    await restartIndex(trx);
    await ring(trx, 'search');
  });
}

/** Has the index filled from the newest message to the oldest, whatever it has already. */
export async function restartIndex(trx: Kysely<Tables>): Promise<void> {
  await trx
    .updateTable('searchState')
    .set((eb) => ({
      position: eb.selectFrom('eventLogHead').select('position'),
      ...{ backfilledTo: null, isBackfilled: false },
    }))
    .execute();
}

/** Reads how far the index is. */
export async function readProgress(db: Kysely<Tables>): Promise<IndexProgress> {
  const { rows } = await sql<IndexProgress>`
    select is_backfilled as "isComplete", ${count('search_entries')} as indexed,
      ${count('messages', sql`body is not null`)} as total
    from search_state`.execute(db);
  const progress = rows[0];
  if (progress === undefined) throw new Error('the index of messages has no state');
  const { isComplete, indexed, total } = progress;
  return { isComplete, indexed, total: isComplete ? indexed : Math.max(indexed, total) };
}

/**
 * SQL: how many rows the table has. The estimate is 0 or -1 until PostgreSQL has analysed the table for
 * the first time, which the embedded database never does.
 */
const count = (table: string, condition: RawBuilder<unknown> = sql`true`) => sql<number>`
  (select case when reltuples < ${MOST_COUNTED}
      then (select count(*) from ${sql.table(table)} where ${condition})
      else reltuples::bigint end
    from pg_class where oid = ${sql.lit(table)}::regclass)`;
