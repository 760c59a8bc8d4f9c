import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { usernameSchema } from '../../users/contract.ts';
import type { ShownDevice } from './shown-device.ts';

/**
 * The ids of those who have signed in from the device before; where it proves a key, by that key, as
 * long as it is enrolled.
 */
export function usersOf(db: Kysely<Tables>, { hash, publicKey }: ShownDevice) {
  const used = db
    .selectFrom('userDevices as used')
    .innerJoin('devices as d', 'd.id', 'used.deviceId')
    .select('used.userId')
    .where('d.fingerprintHash', '=', hash);
  if (publicKey === undefined) return used;
  return used
    .innerJoin('deviceKeys as k', 'k.deviceId', 'd.id')
    .where('k.publicKey', '=', publicKey)
    .where('k.state', '=', 'enrolled')
    .where((eb) =>
      eb.or([eb('k.id', '=', eb.ref('used.keyId')), eb('k.addedBy', '=', eb.ref('used.userId'))]),
    );
}

/** Whether the user of this name has signed in from the device before. */
export async function isKnownPlace(
  db: Kysely<Tables>,
  username: string,
  device: ShownDevice,
): Promise<boolean> {
  const typed = usernameSchema.safeParse(username).data;
  if (typed === undefined) return false;
  const user = await db
    .selectFrom('users')
    .select('id')
    .where('username', '=', typed)
    .where('id', 'in', usersOf(db, device))
    .executeTakeFirst();
  return user !== undefined;
}
