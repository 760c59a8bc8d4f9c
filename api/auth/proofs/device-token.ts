import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import {
  type DeviceTokenRow,
  deleteToken,
  findDeviceToken,
  issue,
  rotate,
} from './device-tokens.ts';
import { deadDeviceToken, type IssuedDeviceToken, type Proof, type ProvedPlace } from './proof.ts';
import type { ShownDevice } from './shown-device.ts';

/** How long a workstation whose new token was lost on the way may show the spent one again, in seconds. */
const GRACE_S = 3_600;

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
  db: Kysely<Tables>,
  { deviceToken, device }: { deviceToken: string; device: ShownDevice },
): Promise<Proof> {
  const row = await findDeviceToken(db, deviceToken);
  if (row?.isSpent && (await findUnheard(db, row, device)) === undefined) {
    throw new SpentToken(row, false);
  }
  if (row === undefined) throw deadDeviceToken('dead');
  const { userId, deviceId } = row;
  if (!row.isSpent && !(await isBoundTo(db, row, device))) {
    throw deadDeviceToken('bound-elsewhere').telling({ userId, boundTo: deviceId });
  }
  return {
    userId,
    takeover: false,
    async confirm(trx, place) {
      // Read again under the lock of the user's row: if two show it at once, one is too late.
      const now = await findDeviceToken(trx, deviceToken);
      if (now === undefined) throw deadDeviceToken('dead');
      return now.isSpent ? reissue(trx, now, device, place) : rotate(trx, now, place);
    },
  };
}

/** @throws SpentToken */
async function reissue(
  trx: Kysely<Tables>,
  row: DeviceTokenRow,
  device: ShownDevice,
  place: ProvedPlace,
): Promise<IssuedDeviceToken> {
  const unheard = await findUnheard(trx, row, device);
  if (unheard === undefined) throw new SpentToken(row, true);
  await deleteToken(trx, unheard);
  return issue(trx, { ...row, ...place });
}

/**
 * The digest of the token that a spent one was replaced by, where its workstation, which proves the
 * key that it was given to, has not shown it: the answer may have been lost on its way.
 */
async function findUnheard(
  db: Kysely<Tables>,
  { digest, familyId }: DeviceTokenRow,
  { publicKey }: ShownDevice,
): Promise<string | undefined> {
  if (publicKey === undefined) return undefined;
  const next = await db
    .selectFrom('deviceTokens as next')
    .innerJoin('deviceKeys as k', 'k.id', 'next.keyId')
    .innerJoin('deviceTokens as spent', 'spent.familyId', 'next.familyId')
    .select('next.digest')
    .where('next.familyId', '=', familyId)
    .where('next.spentAt', 'is', null)
    .where('k.publicKey', '=', publicKey)
    .where('spent.digest', '=', digest)
    .where('spent.spentAt', '>', sql<Date>`clock_timestamp() - ${GRACE_S} * interval '1 second'`)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('deviceTokens as later')
            .select('later.digest')
            .whereRef('later.familyId', '=', 'next.familyId')
            .whereRef('later.spentAt', '>', 'spent.spentAt'),
        ),
      ),
    )
    .executeTakeFirst();
  return next?.digest;
}

/** A token that was given without a proof is good for its device with one, too. */
async function isBoundTo(
  db: Kysely<Tables>,
  { deviceId, keyId }: DeviceTokenRow,
  { hash, unprovedHash, publicKey }: ShownDevice,
): Promise<boolean> {
  const device = db.selectFrom('devices as d').select('d.id').where('d.id', '=', deviceId);
  const bound =
    keyId === null
      ? device.where('d.fingerprintHash', '=', unprovedHash)
      : device
          .innerJoin('deviceKeys as k', 'k.deviceId', 'd.id')
          .where('d.fingerprintHash', '=', hash)
          .where('k.id', '=', keyId)
          .where('k.publicKey', '=', publicKey ?? '');
  return (await bound.executeTakeFirst()) !== undefined;
}
