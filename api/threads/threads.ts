import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { toChannel } from '../channels/visibility.ts';
import { append } from '../events/event-log.ts';
import { channelArchived, Problem } from '../http/problem.ts';
import { lockVisibleMessage } from '../messages/lock-message.ts';

const MOST_REMEMBERED = 10_000;

/**
 * The one thread of a message; it is made where there is none yet.
 *
 * @throws Problem `not-found`, also for a deleted message without a thread; `forbidden` for a message
 *   of a thread; `channel-archived` where there is none yet
 */
export async function openThread(
  db: Kysely<Tables>,
  actor: UserActor,
  rootMessageId: string,
): Promise<{ id: string; isNew: boolean }> {
  const { userId } = actor;
  const existing = await findThread(db, userId, rootMessageId);
  if (existing !== undefined) return { id: existing, isNew: false };
  return act(db, actor, {}, async (trx) => {
    const { channelId, homeId, archivedAt } = await lockVisibleMessage(trx, userId, rootMessageId);
    if (channelId !== homeId) {
      throw new Problem('forbidden', 'A thread has none of its own: reply in it.');
    }
    // Somebody may have made it before the message was locked.
    const made = await findThread(trx, userId, rootMessageId);
    if (made !== undefined) return { id: made, isNew: false };
    if (archivedAt !== null) throw channelArchived();
    const row = await trx
      .insertInto('channels')
      .values({
        ...{ id: uuid(), kind: 'thread', name: null, nameKey: null, directKey: null },
        ...{ createdBy: userId, topic: '', archivedAt: null, deletedAt: null },
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('threads')
      .values({ channelId: row.id, parentId: channelId, rootMessageId, lastReplyAt: null })
      .execute();
    const thread = toChannel({ ...row, parentId: channelId, rootMessageId });
    await append(trx, [{ event: 'channel.created', memberIds: null, data: thread }]);
    return { id: thread.id, isNew: true };
  });
}

/** The id of the thread of a message, deleted or not, in a channel of the user's. */
async function findThread(
  db: Kysely<Tables>,
  userId: string,
  rootMessageId: string,
): Promise<string | undefined> {
  const found = await db
    .selectFrom('threads as t')
    .innerJoin('channels as p', 'p.id', 't.parentId')
    .innerJoin('memberships as m', 'm.channelId', 'p.id')
    .select('t.channelId')
    .where('p.deletedAt', 'is', null)
    .where('t.rootMessageId', '=', rootMessageId)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .executeTakeFirst();
  return found?.channelId;
}

/**
 * Whether a channel is a thread. Channels stay what they are, so each is asked of the database once.
 */
export function createIsThread(db: Kysely<Tables>): (channelId: string) => Promise<boolean> {
  const remembered = new LRUCache<string, boolean>({ max: MOST_REMEMBERED });
  return async (channelId) => {
    const known = remembered.get(channelId);
    if (known !== undefined) return known;
    const row = await db
      .selectFrom('channels')
      .select(sql<boolean>`kind = 'thread'`.as('isThread'))
      .where('id', '=', channelId)
      .executeTakeFirst();
    if (row !== undefined) remembered.set(channelId, row.isThread);
    return row?.isThread ?? false;
  };
}
