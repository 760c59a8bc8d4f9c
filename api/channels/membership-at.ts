import { type Kysely, sql } from 'kysely';
import { prepared } from '../../db/prepared.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { batch } from '../lib/batch.ts';

const MOST_AT_ONCE = 500;

export type ChannelsAt = (userId: string, position: number) => Promise<Set<string>>;

/**
 * Finds the channels that a user was in at a position of the event log. Calls at the same time
 * share a query, as when all streams reconnect at once.
 */
export function createChannelsAt(db: Kysely<Tables>): ChannelsAt {
  const find = batch(async (asked: readonly { userId: string; position: number }[]) => {
    const { rows } = await sql<{ place: number; channelId: string }>`
      ${prepared} select asked.place, m.channel_id
      from unnest(${asked.map(({ userId }) => userId)}::uuid[],
        ${asked.map(({ position }) => position)}::bigint[])
        with ordinality as asked(user_id, position, place)
      join memberships m on m.user_id = asked.user_id and m.joined_position <= asked.position
        and (m.left_position is null or m.left_position > asked.position)`.execute(db);
    const found = asked.map(() => new Set<string>());
    for (const { place, channelId } of rows) found[place - 1]?.add(channelId);
    return found;
  }, MOST_AT_ONCE);
  return (userId, position) => find({ userId, position });
}
