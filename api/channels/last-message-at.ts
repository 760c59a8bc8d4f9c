import type { ExpressionBuilder } from 'kysely';
import type { ChannelsTable } from '../../db/tables/channels.ts';
import type { Tables } from '../../db/tables/tables.ts';

/** A subquery: when the newest message of the channel in the outer query's row was written. */
export function lastMessageAt(eb: ExpressionBuilder<Tables & { c: ChannelsTable }, 'c'>) {
  return eb
    .selectFrom('messages')
    .select('messages.createdAt')
    .whereRef('messages.channelId', '=', 'c.id')
    .whereRef('messages.seq', '=', 'c.lastSeq');
}
