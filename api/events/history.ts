import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../../db/tables/tables.ts';
import { type Batch, toBatch } from './batch.ts';
import { readAfter } from './event-log.ts';
import { type Tail, toEntry } from './tail.ts';

const PAGE = 500;
const PAGES_KEPT = 32;

/** Reads what follows `position` from the database; undefined where it is no longer kept. */
export type ReadHistory = (epoch: string, position: number) => Promise<Batch | undefined>;

/**
 * For followers below the window. Reads end at multiples of PAGE: after its first read, a follower
 * reads the same pages as all others, and shares them and their chunks.
 */
export function createHistory(db: Kysely<Tables>, onSupersede: Tail['onSupersede']): ReadHistory {
  const pages = new LRUCache<string, Promise<Batch | undefined>>({ max: PAGES_KEPT });

  onSupersede(() => pages.clear());

  async function read(epoch: string, position: number, limit: number): Promise<Batch | undefined> {
    const events = await readAfter(db, position, limit);
    if (events[0]?.position !== position + 1) return undefined;
    return toBatch(events.map((event) => toEntry(epoch, event)));
  }

  return (epoch, position) => {
    const key = `${epoch}-${position}`;
    const known = pages.get(key);
    if (known !== undefined) return known;
    const limit = PAGE - (position % PAGE);
    const page = read(epoch, position, limit);
    pages.set(key, page);
    // A whole page changes only where a message is edited or deleted. Shorter pages and failures are not kept.
    page.then(
      (batch) => batch?.to === position + limit || pages.delete(key),
      () => pages.delete(key),
    );
    return page;
  };
}
