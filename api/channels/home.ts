import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';

/**
 * SQL: the channel whose members a channel is for. A thread is for those of its parent, every other
 * channel for its own.
 *
 * @param channelId an SQL expression
 */
export const homeOf = (channelId: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`coalesce(
    (select threads.parent_id from threads where threads.channel_id = ${channelId}), ${channelId})`;

/** The channels `c` that the user is in, by the membership `m`: of a thread, that in its parent. */
export const joinedChannels = (db: Kysely<Tables>, userId: string) =>
  db
    .selectFrom('channels as c')
    .innerJoin('memberships as m', (join) => join.on('m.channelId', '=', homeOf(sql.ref('c.id'))))
    .where('c.deletedAt', 'is', null)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null);
