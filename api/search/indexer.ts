import { type Kysely, sql } from 'kysely';
import type { SearchStateTable } from '../../db/tables/search.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { indexMessages, type Source, sources } from './entries.ts';
import { createForms, type Forms } from './words.ts';

/** Of the advisory lock: one node at a time indexes. */
export const INDEX_LOCK = 7_365_617;

const UNMERGED = '128kB';
const UNMERGED_WHILE_FILLING = '4MB';

/** One more whenever messages are read for the index in another way. */
export const INDEX_VERSION = 1;

/** What a batch did: whether another one finds more to do at once. */
export type Indexed =
  | { kind: 'elsewhere' }
  | { kind: 'newest' | 'backfill'; messages: number; hasMore: boolean };

/**
 * Indexes up to `limit` messages: those that events told of since the last batch, else the newest of
 * those that were there before the index. One transaction, which holds a lock that all nodes share; if
 * the node dies, the database gives the lock back, and another node's next batch goes on.
 */
export async function indexBatch(
  db: Kysely<Tables>,
  limit: number,
  forms = createForms(),
): Promise<Indexed> {
  return db.transaction().execute(async (trx): Promise<Indexed> => {
    const { rows } = await sql<{ isMine: boolean }>`
      select pg_try_advisory_xact_lock(${INDEX_LOCK}) as is_mine`.execute(trx);
    if (rows[0]?.isMine !== true) return { kind: 'elsewhere' };
    const state = await trx.selectFrom('searchState').selectAll().executeTakeFirstOrThrow();
    // A newer node has the index already, and keeps it.
    if (state.version > INDEX_VERSION) return { kind: 'elsewhere' };
    const head = await trx
      .selectFrom('eventLogHead')
      .select(['position', 'floor'])
      .executeTakeFirstOrThrow();
    if (state.version < INDEX_VERSION) {
      await sql`truncate search_entries`.execute(trx);
      const version = INDEX_VERSION;
      await update(trx, { ...START, position: head.position, version });
      return { kind: 'backfill', messages: 0, hasMore: true };
    }
    if (head.floor > state.position || head.position < state.position) {
      // The events between are gone, so that all messages are looked at once more.
      await update(trx, { ...START, position: head.position });
      return { kind: 'backfill', messages: 0, hasMore: true };
    }
    if (head.position > state.position) {
      await limitUnmerged(trx, UNMERGED);
      return indexNewest(trx, state, limit, forms);
    }
    if (state.isBackfilled) return { kind: 'newest', messages: 0, hasMore: false };
    await limitUnmerged(trx, UNMERGED_WHILE_FILLING);
    return backfill(trx, state.backfilledTo, limit, forms);
  });
}

/**
 * Limits what PostgreSQL keeps of the index in a list that each search reads through, until whoever
 * adds to it merges it: a short one is merged in a moment, a long one in less time on the whole.
 */
async function limitUnmerged(trx: Kysely<Tables>, limit: string): Promise<void> {
  await sql`select set_config('gin_pending_list_limit', ${limit}, true)`.execute(trx);
}

async function indexNewest(
  trx: Kysely<Tables>,
  { position: after, isBackfilled }: SearchStateTable,
  limit: number,
  forms: Forms,
): Promise<Indexed> {
  const events = await trx
    .selectFrom('eventLog')
    .select(['position', 'messageId', ofText.as('isOfText')])
    .where('position', '>', after)
    .orderBy('position')
    .limit(limit)
    .execute();
  const wanted = events.filter(({ isOfText }) => isOfText);
  const ids = wanted.flatMap(({ messageId }) => messageId ?? []);
  const read: Source[] =
    ids.length === 0
      ? []
      : await sources(trx).where('m.id', '=', sql<string>`any(${ids}::uuid[])`).execute();
  const left = await indexMessages(trx, read, forms);
  const first = wanted.find(({ messageId }) => messageId !== null && left.has(messageId));
  const position = first === undefined ? events.at(-1)?.position : first.position - 1;
  if (position !== undefined && position > after) await update(trx, { position });
  return {
    ...{ kind: 'newest', messages: read.length - left.size },
    hasMore: first === undefined && (events.length === limit || !isBackfilled),
  };
}

/** SQL: whether the event gave a message a text. */
export const ofText = sql<boolean>`
  type in ('message.created', 'message.updated') and message_id is not null
    and keeps_text is not true`;

async function backfill(
  trx: Kysely<Tables>,
  before: string | null,
  limit: number,
  forms: Forms,
): Promise<Indexed> {
  const read = await sources(trx)
    .$if(before !== null, (query) => query.where('m.id', '<', before ?? ''))
    .orderBy('m.id', 'desc')
    .limit(limit)
    .execute();
  const known = await trx
    .selectFrom('searchEntries')
    .select('messageId')
    .where('messageId', '=', sql<string>`any(${read.map(({ id }) => id)}::uuid[])`)
    .execute();
  const there = new Set(known.map(({ messageId }) => messageId));
  const left = await indexMessages(
    trx,
    read.filter(({ id }) => !there.has(id)),
    forms,
  );
  const first = read.findIndex(({ id }) => left.has(id));
  const done = first < 0 ? read : read.slice(0, first);
  const isBackfilled = first < 0 && read.length < limit;
  await update(trx, { isBackfilled, backfilledTo: done.at(-1)?.id ?? before });
  return {
    ...{ kind: 'backfill', messages: done.length },
    hasMore: !isBackfilled && first < 0,
  };
}

/** Of the filling, where it begins. */
const START = { backfilledTo: null, isBackfilled: false };

async function update(trx: Kysely<Tables>, change: Partial<SearchStateTable>): Promise<void> {
  await trx.updateTable('searchState').set(change).execute();
}
