import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { notFound } from '../../http/problem.ts';
import { act } from '../credentials/actor.ts';
import type { Actor } from '../credentials/credential.ts';
import { forgetDevice } from '../proofs/device-tokens.ts';
import { endSeats } from './seats.ts';

/**
 * Ends somebody's session. The device's token goes too, or the workstation would sign itself in
 * again. For administrators.
 *
 * @throws Problem `not-authenticated`, `forbidden`, `not-found`
 */
export async function revokeSession(db: Kysely<Tables>, actor: Actor, id: string): Promise<void> {
  const seat = await db
    .selectFrom('sessions')
    .select(['userId', 'deviceId', 'keyId'])
    .where('id', '=', id)
    .executeTakeFirst();
  const users = seat && [seat.userId];
  await act(db, actor, { role: 'admin', ...(users && { users }) }, async (trx, { note, tell }) => {
    if (seat === undefined || (await endSeats(trx, tell, 'revoked', { seatId: id })) === 0) {
      throw notFound('session');
    }
    await forgetDevice(trx, seat.userId, seat);
    await note('session.revoked', { userId: seat.userId, targetId: id });
  });
}
