import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { invalidField } from '../http/problem.ts';
import type { SearchPage, SearchQuery } from './contract.ts';
import { findPage } from './find-page.ts';
import { ofText } from './indexer.ts';
import { Looks } from './look.ts';
import { parsePosition } from './position.ts';
import { parseQuery, type Query, QueryFault } from './query.ts';
import { findScope } from './scope.ts';
import { createForms } from './words.ts';

/** How long one statement may take, in milliseconds. */
const STATEMENT_MS = 2_000;
/** More events that are not indexed yet are not looked at. */
const MOST_WAITING = 1_000;

/**
 * Searches what the user may read at this moment, newest first. However old and many the messages are,
 * it looks at a bounded number of them; where that leaves older ones, `next` goes on from there.
 *
 * @throws Problem `invalid-request` for a query that cannot be understood
 */
export async function search(
  db: Kysely<Tables>,
  userId: string,
  { q, before, limit }: SearchQuery,
  forms = createForms(),
): Promise<SearchPage> {
  const start = before === undefined ? undefined : parsePosition(before);
  const query = orProblem(() => parseQuery(q));
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      await sql`select set_config('statement_timeout', ${String(STATEMENT_MS)}, true),
        set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true)`.execute(trx);
      const scope = await findScope(trx, userId, query).catch(toProblem);
      const state = await trx.selectFrom('searchState').selectAll().executeTakeFirstOrThrow();
      const waiting = await findWaiting(trx, state.position);
      const isIndexed = state.isBackfilled && waiting.length <= MOST_WAITING;
      if (isEmpty(query) || scope.homeIds.length === 0) {
        return { results: [], next: null, isIndexed };
      }
      const looks = new Looks(trx, query, scope, limit, forms);
      const recent = waiting.slice(0, MOST_WAITING);
      const page = await findPage(looks, { query, scope, limit }, start, recent);
      return { ...page, isIndexed };
    });
}

/** Nothing that was typed is a word or a filter. */
function isEmpty({ terms, from, in: places, before, after, on, has, is, mentionsMe }: Query) {
  const days = [before, after, on].filter((day) => day !== undefined);
  const count = [terms, from, places, days, [...has], [...is]].flat().length;
  return count === 0 && !mentionsMe;
}

/** Messages whose events are newer than the index, newest first: one more than are looked at. */
async function findWaiting(trx: Kysely<Tables>, position: number): Promise<string[]> {
  const rows = await trx
    .selectFrom('eventLog')
    .select('messageId')
    .where('position', '>', position)
    .where(ofText)
    .orderBy('position', 'desc')
    .limit(MOST_WAITING + 1)
    .execute();
  return rows.flatMap(({ messageId }) => messageId ?? []);
}

function orProblem<Out>(work: () => Out): Out {
  try {
    return work();
  } catch (error) {
    return toProblem(error);
  }
}

/** @throws Problem `invalid-request` for what is wrong with the query; else the error */
function toProblem(error: unknown): never {
  if (error instanceof QueryFault) throw invalidField('q', error.message);
  throw error;
}
