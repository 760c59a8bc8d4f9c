import { type RawBuilder, sql } from 'kysely';

/**
 * SQL: the channel whose members a channel is for. A thread is for those of its parent, every other
 * channel for its own.
 *
 * @param channelId an SQL expression
 */
export const homeOf = (channelId: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`coalesce(
    (select threads.parent_id from threads where threads.channel_id = ${channelId}), ${channelId})`;
