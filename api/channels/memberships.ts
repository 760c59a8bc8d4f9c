import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { append } from '../events/event-log.ts';
import { notFound } from '../http/problem.ts';
import type { Channel } from './contract.ts';

/** Makes the user a member who has read everything so far. Does nothing where they are a member. */
export async function join(trx: Kysely<Tables>, channelId: string, userId: string): Promise<void> {
  const { lastSeq } = await lockChannel(trx, channelId);
  if (await isMember(trx, channelId, userId)) return;
  const position = await append(trx, [{ event: 'member.joined', data: { channelId, userId } }]);
  await trx
    .insertInto('memberships')
    .values({
      channelId,
      userId,
      joinedPosition: position,
      leftPosition: null,
      lastReadSeq: lastSeq,
      readAt: null,
    })
    .execute();
}

/** Adds the first members of a channel that this transaction has made; they see its creation. */
export async function addFirstMembers(
  trx: Kysely<Tables>,
  channel: Channel,
  memberIds: readonly string[],
): Promise<void> {
  const channelId = channel.id;
  const position = await append(trx, [
    { event: 'channel.created', memberIds, data: channel },
    ...memberIds.map((userId) => ({
      event: 'member.joined' as const,
      data: { channelId, userId },
    })),
  ]);
  await trx
    .insertInto('memberships')
    .values(
      memberIds.map((userId) => ({
        channelId,
        userId,
        joinedPosition: position,
        leftPosition: null,
        lastReadSeq: 0,
        readAt: null,
      })),
    )
    .execute();
}

/**
 * Locks a channel. Joining, leaving and changing take turns on it, so that each sees what the last
 * one did: a membership that decides is read after this. Posting takes the same lock (see
 * `commitAll`).
 *
 * @throws Problem `not-found`
 */
export async function lockChannel(trx: Kysely<Tables>, id: string): Promise<{ lastSeq: number }> {
  const row = await trx
    .selectFrom('channels')
    .select('lastSeq')
    .where('id', '=', id)
    .where('deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound('channel');
  return row;
}

export async function isMember(
  trx: Kysely<Tables>,
  channelId: string,
  userId: string,
): Promise<boolean> {
  const row = await trx
    .selectFrom('memberships')
    .select(sql<number>`1`.as('one'))
    .where('channelId', '=', channelId)
    .where('userId', '=', userId)
    .where('leftPosition', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
