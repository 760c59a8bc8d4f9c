import type { Kysely } from 'kysely';
import PQueue from 'p-queue';
import type { Tables } from '../../db/tables/tables.ts';
import { tooManyRequests } from '../http/problem.ts';
import type { SearchPage, SearchQuery } from './contract.ts';
import { search } from './search.ts';
import { createForms } from './words.ts';

/** So many at once leave connections of the pool to those who post and read. */
const MOST_AT_ONCE = 3;
/** Of one user, with those that wait. */
const MOST_OF_USER = 4;

/** @param signal aborted where the client no longer waits for the answer */
export type Find = (
  userId: string,
  query: SearchQuery,
  signal?: AbortSignal,
) => Promise<SearchPage>;

/**
 * Searches (see `search`), a few at once. One whose client has gone while it waited is left out: a page
 * asks anew at each letter.
 *
 * The call throws Problem `too-many-requests` where the user has others under way.
 */
export function createSearches(db: Kysely<Tables>): Find {
  const queue = new PQueue({ concurrency: MOST_AT_ONCE });
  const forms = createForms();
  const ofUser = new Map<string, number>();
  return async (userId, query, signal) => {
    const others = ofUser.get(userId) ?? 0;
    if (others >= MOST_OF_USER) {
      throw tooManyRequests('Wait for the answers to your other searches.', 1_000, 'searches');
    }
    ofUser.set(userId, others + 1);
    try {
      return await queue.add(() => search(db, userId, query, forms), { ...(signal && { signal }) });
    } finally {
      const left = (ofUser.get(userId) ?? 1) - 1;
      if (left === 0) ofUser.delete(userId);
      else ofUser.set(userId, left);
    }
  };
}
