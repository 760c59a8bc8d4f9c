import { randomUUIDv7 as uuid } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { invalidField, notFound } from '../http/problem.ts';
import type { Channel } from './contract.ts';
import { addFirstMembers } from './memberships.ts';
import { toChannel } from './visibility.ts';

/**
 * The one direct channel of exactly these users; it is made where there is none yet.
 *
 * @throws Problem `not-found` where one of the others does not exist or is disabled; `invalid-request`
 *   where one of them is the caller
 */
export async function openDirect(
  db: Kysely<Tables>,
  actor: UserActor,
  otherIds: readonly string[],
): Promise<{ channel: Channel; isNew: boolean }> {
  const { userId } = actor;
  if (otherIds.includes(userId)) {
    throw invalidField(otherIds.length === 1 ? 'userId' : 'userIds', 'must be others than oneself');
  }
  const memberIds = [userId, ...otherIds];
  const directKey = memberIds.toSorted().join(':');
  return act(db, actor, {}, async (trx) => {
    const existing = await findDirect(trx, directKey);
    // The channel can still be opened when another user has been disabled.
    if (existing !== undefined) return { channel: existing, isNew: false };
    const others = await trx
      .selectFrom('users')
      .select('id')
      .where('id', 'in', otherIds)
      .where('disabledAt', 'is', null)
      .execute();
    if (others.length < otherIds.length) throw notFound('user');
    const inserted = await trx
      .insertInto('channels')
      .values({
        id: uuid(),
        kind: 'direct',
        name: null,
        nameKey: null,
        topic: '',
        directKey,
        createdBy: userId,
        archivedAt: null,
        deletedAt: null,
      })
      .onConflict((conflict) => conflict.column('directKey').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (inserted === undefined) {
      const made = await findDirect(trx, directKey);
      if (made === undefined) throw notFound('channel');
      return { channel: made, isNew: false };
    }
    const channel = toChannel(inserted);
    await addFirstMembers(trx, channel, memberIds);
    return { channel, isNew: true };
  });
}

async function findDirect(trx: Kysely<Tables>, directKey: string): Promise<Channel | undefined> {
  const row = await trx
    .selectFrom('channels')
    .selectAll()
    .where('directKey', '=', directKey)
    .executeTakeFirst();
  return row && toChannel(row);
}
