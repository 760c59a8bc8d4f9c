import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';

/** How far the index is. */
export interface IndexProgress {
  /** Whether all messages are indexed, but for those of this moment. */
  isComplete: boolean;
  /** Messages in the index, and all that belong there; estimated while they are many. */
  indexed: number;
  total: number;
}

/** Empties the index, which the servers then make anew. */
export async function rebuildIndex(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`truncate search_entries`.execute(trx);
    await restartIndex(trx);
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

export async function readProgress(db: Kysely<Tables>): Promise<IndexProgress> {
  const { rows } = await sql<IndexProgress>`
    select is_backfilled as "isComplete", ${count('search_entries')} as indexed,
      ${count('messages')} as total
    from search_state`.execute(db);
  const progress = rows[0];
  if (progress === undefined) throw new Error('the index of messages has no state');
  const { isComplete, indexed, total } = progress;
  return { isComplete, indexed, total: isComplete ? indexed : Math.max(indexed, total) };
}

/** As the planner estimates it: to count millions of rows takes seconds. */
const count = (table: string) => sql<number>`
  (select greatest(reltuples, 0)::bigint from pg_class where oid = ${sql.lit(table)}::regclass)`;
