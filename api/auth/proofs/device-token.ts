import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import type { NewDevice } from '../contract.ts';
import { type DeviceTokenRow, findDeviceToken, rotate } from './device-tokens.ts';
import { hashFingerprint } from './devices.ts';
import { deadDeviceToken, type Proof } from './proof.ts';

/** The token was spent before, so whoever has it, or its successor, may be a thief. */
export class SpentToken extends Error {
  readonly row: DeviceTokenRow;
  /** It was spent while this was under way: two windows of one browser may show it at once. */
  readonly isOvertaken: boolean;

  constructor(row: DeviceTokenRow, isOvertaken: boolean) {
    super('the device token was spent before');
    this.row = row;
    this.isOvertaken = isOvertaken;
  }
}

/** @throws Problem `invalid-credentials`; SpentToken, on whatever device it is shown */
export async function proveByDeviceToken(
  deps: { db: Kysely<Tables>; secret: string },
  shown: { deviceToken: string; device: NewDevice },
): Promise<Proof> {
  const row = await findDeviceToken(deps.db, shown.deviceToken);
  if (row?.isSpent) throw new SpentToken(row, false);
  if (row === undefined) throw deadDeviceToken('dead');
  const { userId, deviceId } = row;
  if (!(await isBoundTo(deps, row, shown.device))) {
    throw deadDeviceToken('bound-elsewhere').telling({ userId, boundTo: deviceId });
  }
  return {
    userId,
    takeover: false,
    async confirm(trx) {
      // Read again under the lock of the user's row: if two show it at once, one is too late.
      const now = await findDeviceToken(trx, shown.deviceToken);
      if (now === undefined) throw deadDeviceToken('dead');
      if (now.isSpent) throw new SpentToken(now, true);
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
