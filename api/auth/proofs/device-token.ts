import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import type { NewDevice } from '../contract.ts';
import { type DeviceTokenRow, findDeviceToken, rotate } from './device-tokens.ts';
import { hashFingerprint } from './devices.ts';
import { deadDeviceToken, type Proof } from './proof.ts';

/** Thrown by `confirm`: the token was spent before, so its family has to be revoked. */
export class SpentToken extends Error {
  readonly familyId: string;
  constructor(familyId: string) {
    super('the device token was spent before');
    this.familyId = familyId;
  }
}

/** @throws Problem `invalid-credentials` */
export async function proveByDeviceToken(
  deps: { db: Kysely<Tables>; secret: string },
  shown: { deviceToken: string; device: NewDevice },
): Promise<Proof> {
  const row = await findDeviceToken(deps.db, shown.deviceToken);
  if (row === undefined || !(await isBoundTo(deps, row, shown.device))) throw deadDeviceToken();
  return {
    userId: row.userId,
    takeover: false,
    async confirm(trx) {
      // Read again under the lock of the user's row: if two show it at once, one is too late.
      const now = await findDeviceToken(trx, shown.deviceToken);
      if (now === undefined) throw deadDeviceToken();
      if (now.isSpent) throw new SpentToken(now.familyId);
      return rotate(trx, now);
    },
  };
}

async function isBoundTo(
  { db, secret }: { db: Kysely<Tables>; secret: string },
  token: DeviceTokenRow,
  device: NewDevice,
): Promise<boolean> {
  const bound = await db
    .selectFrom('devices')
    .select('id')
    .where('id', '=', token.deviceId)
    .where('fingerprintHash', '=', hashFingerprint(secret, device.fingerprint))
    .executeTakeFirst();
  return bound !== undefined;
}
