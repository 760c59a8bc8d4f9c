import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { ring } from '../events/bell.ts';
import { notFound } from '../http/problem.ts';

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
    const row = await trx
      .selectFrom('memberships as m')
      .innerJoin('channels as c', 'c.id', 'm.channelId')
      .select(['c.lastSeq', 'm.lastReadSeq'])
      .where('m.channelId', '=', channelId)
      .where('m.userId', '=', userId)
      .where('m.leftPosition', 'is', null)
      .where('c.deletedAt', 'is', null)
      .forUpdate('m')
      .executeTakeFirst();
    if (row === undefined) throw notFound('channel');
    const target = targetOf(row);
    if (target === row.lastReadSeq) return;
    await trx
      .updateTable('memberships')
      .set({ lastReadSeq: target, readAt: sql<Date>`clock_timestamp()` })
      .where('channelId', '=', channelId)
      .where('userId', '=', userId)
      .where('leftPosition', 'is', null)
      .execute();
    await ring(trx, `read:${userId}`);
  });
}

/** The read positions of the users that have moved in the last `withinSeconds`. */
export async function findMovedReads(
  db: Kysely<Tables>,
  userIds: readonly string[],
  withinSeconds: number,
): Promise<{ userId: string; channelId: string; seq: number }[]> {
  return db
    .selectFrom('memberships')
    .select(['userId', 'channelId', 'lastReadSeq as seq'])
    .where('userId', 'in', userIds)
    .where('leftPosition', 'is', null)
    .where('readAt', '>', sql<Date>`clock_timestamp() - ${withinSeconds} * interval '1 second'`)
    .execute();
}
