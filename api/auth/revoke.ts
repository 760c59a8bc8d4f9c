import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { notFound } from '../problem.ts';
import { forgetDevice } from './device-tokens.ts';
import { endSeats } from './seats.ts';

/**
 * Ends somebody's session. The device's token goes too, or the workstation would sign itself in
 * again.
 *
 * @throws Problem `not-found`
 */
export async function revokeSession(trx: Kysely<Tables>, id: string): Promise<void> {
  const seat = await trx
    .selectFrom('sessions')
    .select(['userId', 'deviceId'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (seat === undefined || (await endSeats(trx, 'revoked', { seatId: id })) === 0) {
    throw notFound('session');
  }
  await forgetDevice(trx, seat.userId, seat.deviceId);
}
