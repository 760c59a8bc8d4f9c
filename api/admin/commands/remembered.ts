import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../db/tables/tables.ts';
import { act } from '../../auth/credentials/actor.ts';
import type { Operator } from '../../auth/credentials/credential.ts';

/** A workstation on which a user stays signed in. */
export const rememberedSchema = z.object({ username: z.string(), device: z.string() });
export type Remembered = z.output<typeof rememberedSchema>;

/**
 * Ends all device tokens of the user, connected or away, so that each workstation has to give the
 * password again. Resolves to the workstations that could have signed in.
 */
export async function forgetWorkstations(
  db: Kysely<Tables>,
  operator: Operator,
  { id, username }: { id: string; username: string },
): Promise<Remembered[]> {
  return act(db, operator, { users: [id] }, async (trx, { note }) => {
    const devices = await trx
      .selectFrom('devices')
      .select(['id', 'name'])
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('deviceTokens')
          .select('deviceId')
          .where('userId', '=', id)
          .where('spentAt', 'is', null)
          .where('expiresAt', '>', sql<Date>`clock_timestamp()`),
      )
      .orderBy('name')
      .execute();
    await trx.deleteFrom('deviceTokens').where('userId', '=', id).execute();
    if (devices.length > 0) {
      await note('session.revoked', { userId: id, detail: { workstations: devices.length } });
    }
    return devices.map(({ name }) => ({ username, device: name }));
  });
}
