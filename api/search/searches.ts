import type { Kysely } from 'kysely';
import PQueue from 'p-queue';
import type { Tables } from '../../db/tables/tables.ts';
import { tooManyRequests } from '../http/problem.ts';
import type { SearchPage, SearchQuery } from './contract.ts';
import { search } from './search.ts';
import { createForms } from './words.ts';

/** So many at once leave connections of the pool to those who post and read. */
const MOST_AT_ONCE = 3;
/** Of one user, with those that wait. An export is one, however many pages it has. */
const MOST_OF_USER = 4;

/** The turn of one search among the user's. */
export interface Turn {
  /** Rejects with an `AbortError` where the client has gone while it waited. */
  find(query: SearchQuery): Promise<SearchPage>;
  /** Once it is over, however that is; where its client goes, it ends by itself. */
  end(): void;
}

/**
 * @param signal aborted where the client no longer waits for an answer
 * @throws Problem `too-many-requests` where the user has others under way
 */
export type BeginSearch = (userId: string, signal?: AbortSignal) => Turn;

/**
 * Searches (see `search`), a few at once. One whose client has gone while it waited is left out: a page
 * asks anew at each letter.
 */
export function createSearches(db: Kysely<Tables>): BeginSearch {
  const queue = new PQueue({ concurrency: MOST_AT_ONCE });
  const forms = createForms();
  const ofUser = new Map<string, Set<Turn>>();
  return (userId, signal) => {
    const turns = ofUser.get(userId) ?? new Set();
    if (turns.size >= MOST_OF_USER) {
      throw tooManyRequests('Wait for the answers to your other searches.', 1_000, 'searches');
    }
    const turn: Turn = {
      find: (query) =>
        queue.add(() => search(db, userId, query, forms), { ...(signal && { signal }) }),
      end() {
        if (turns.delete(turn) && turns.size === 0) ofUser.delete(userId);
      },
    };
    ofUser.set(userId, turns.add(turn));
    signal?.addEventListener('abort', turn.end, { once: true });
    return turn;
  };
}
