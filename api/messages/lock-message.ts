import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { homeOf } from '../channels/home.ts';
import { channelArchived, notFound } from '../http/problem.ts';

export interface LockedMessage {
  authorId: string;
  channelId: string;
  /** The channel whose members hear of it: the parent's of a thread. */
  homeId: string;
  /** Since when nothing can be written in that channel. */
  archivedAt: Date | null;
}

/**
 * Locks a message that is not deleted, in a channel that the user is in: neither the message, the
 * channel nor the membership changes until the commit.
 *
 * @throws Problem `not-found`
 */
export async function lockVisibleMessage(
  trx: Kysely<Tables>,
  userId: string,
  id: string,
): Promise<LockedMessage> {
  const row = await trx
    .selectFrom('messages')
    .innerJoin('channels as c', 'c.id', 'messages.channelId')
    .innerJoin('channels as home', (join) =>
      join.on('home.id', '=', homeOf(sql.ref('messages.channelId'))),
    )
    .innerJoin('memberships as m', 'm.channelId', 'home.id')
    .select(['messages.authorId', 'messages.channelId', 'home.id as homeId', 'home.archivedAt'])
    .where('messages.id', '=', id)
    .where('messages.deletedAt', 'is', null)
    .where('c.deletedAt', 'is', null)
    .where('home.deletedAt', 'is', null)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    // Replies lock in this order, too.
    .forShare(['home', 'c', 'm'])
    .forNoKeyUpdate('messages')
    .executeTakeFirst();
  if (row === undefined) throw notFound('message');
  return row;
}

/** The same for a change that an archived channel does not take. @throws Problem `channel-archived` */
export async function lockChangeableMessage(
  trx: Kysely<Tables>,
  userId: string,
  id: string,
): Promise<LockedMessage> {
  const row = await lockVisibleMessage(trx, userId, id);
  if (row.archivedAt !== null) throw channelArchived();
  return row;
}
