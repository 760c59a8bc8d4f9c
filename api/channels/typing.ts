import type { Kysely } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../../db/tables/tables.ts';
import { ring } from '../events/bell.ts';
import { notFound } from '../http/problem.ts';
import { joinedChannels } from './home.ts';

/** How long a sign says all that another one would, in milliseconds. */
const PAUSE_MS = 3_000;
const MOST_REMEMBERED = 10_000;

/** @throws Problem `not-found` where the user is not in the channel */
export type SignTyping = (userId: string, channelId: string) => Promise<void>;

/** Tells the others who may see a channel that a user writes in it. A sign that comes too soon is dropped. */
export function createSignTyping(db: Kysely<Tables>): SignTyping {
  const recent = new LRUCache<string, true>({ max: MOST_REMEMBERED, ttl: PAUSE_MS });
  return async (userId, channelId) => {
    const key = `${userId}/${channelId}`;
    if (recent.has(key)) return;
    const home = await joinedChannels(db, userId)
      .select('m.channelId as id')
      .where('c.id', '=', channelId)
      .executeTakeFirst();
    if (home === undefined) throw notFound('channel');
    recent.set(key, true);
    await ring(db, `typing:${home.id}:${channelId}:${userId}`);
  };
}
