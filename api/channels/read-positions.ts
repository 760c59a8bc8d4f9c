import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { ring } from '../events/bell.ts';
import { notFound } from '../http/problem.ts';
import { joinedChannels } from './home.ts';
import { tellReceipt } from './receipts.ts';

/**
 * Moves the user's read position forward, never back and never past the newest message.
 *
 * @throws Problem `not-found` where the user is not in the channel
 */
export async function markRead(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
  seq: number,
): Promise<void> {
  await moveReadPosition(db, actor, channelId, ({ lastSeq, lastReadSeq }) =>
    Math.max(lastReadSeq, Math.min(seq, lastSeq)),
  );
}

/**
 * Moves the user's read position back to before the message `seq`, which is unread then with all
 * that follow it; never forward.
 *
 * @throws Problem `not-found` where the user is not in the channel
 */
export async function markUnread(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
  seq: number,
): Promise<void> {
  await moveReadPosition(db, actor, channelId, ({ lastReadSeq }) => Math.min(lastReadSeq, seq - 1));
}

async function moveReadPosition(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
  targetOf: (now: { lastSeq: number; lastReadSeq: number }) => number,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    const row = await joinedChannels(trx, userId)
      .leftJoin('threadReaders as r', (join) =>
        join.onRef('r.channelId', '=', 'c.id').onRef('r.userId', '=', 'm.userId'),
      )
      .select(['c.kind', 'c.lastSeq', 'm.lastReadSeq', 'r.lastReadSeq as readOfThread'])
      .select(sql<Date>`date_trunc('milliseconds', clock_timestamp())`.as('now'))
      .where('c.id', '=', channelId)
      .forUpdate('m')
      .executeTakeFirst();
    if (row === undefined) throw notFound('channel');
    const isThread = row.kind === 'thread';
    const lastReadSeq = isThread ? (row.readOfThread ?? 0) : row.lastReadSeq;
    const target = targetOf({ lastSeq: row.lastSeq, lastReadSeq });
    if (target === lastReadSeq) return;
    const position = { lastReadSeq: target, readAt: row.now };
    if (isThread) {
      await trx
        .insertInto('threadReaders')
        .values({ userId, channelId, isFollowing: false, ...position })
        .onConflict((conflict) => conflict.columns(['userId', 'channelId']).doUpdateSet(position))
        .execute();
    } else {
      await trx
        .updateTable('memberships')
        .set(position)
        .where('channelId', '=', channelId)
        .where('userId', '=', userId)
        .where('leftPosition', 'is', null)
        .execute();
    }
    await ring(trx, `read:${userId}`);
    if (row.kind === 'direct') {
      await tellReceipt(trx, { channelId, userId, seq: target, at: row.now.toISOString() });
    }
  });
}

/** The read positions of the users that have moved in the last `withinSeconds`. */
export async function findMovedReads(
  db: Kysely<Tables>,
  userIds: readonly string[],
  withinSeconds: number,
): Promise<{ userId: string; channelId: string; seq: number }[]> {
  const since = sql<Date>`clock_timestamp() - ${withinSeconds} * interval '1 second'`;
  return db
    .selectFrom('memberships')
    .select(['userId', 'channelId', 'lastReadSeq as seq'])
    .where('userId', 'in', userIds)
    .where('leftPosition', 'is', null)
    .where('readAt', '>', since)
    .unionAll(
      db
        .selectFrom('threadReaders')
        .select(['userId', 'channelId', 'lastReadSeq as seq'])
        .where('userId', 'in', userIds)
        .where('readAt', '>', since),
    )
    .execute();
}
