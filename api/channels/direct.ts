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
 * The one direct channel of two users; it is made where there is none yet.
 *
 * @throws Problem `not-found` where the other does not exist or is disabled
 */
export async function openDirect(
  db: Kysely<Tables>,
  actor: UserActor,
  otherId: string,
): Promise<{ channel: Channel; isNew: boolean }> {
  const { userId } = actor;
  if (userId === otherId) throw invalidField('userId', 'must be somebody else');
  const directKey = [userId, otherId].sort().join(':');
  return act(db, actor, {}, async (trx) => {
    const other = await trx
      .selectFrom('users')
      .select(['id', 'disabledAt'])
      .where('id', '=', otherId)
      .executeTakeFirst();
    const existing = await findDirect(trx, directKey);
    // The channel can still be opened when the other user has been disabled.
    if (existing !== undefined) return { channel: existing, isNew: false };
    if (other === undefined || other.disabledAt !== null) throw notFound('user');
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
    await addFirstMembers(trx, channel, [userId, otherId]);
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
