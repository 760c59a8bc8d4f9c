import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { digest, newToken } from '../credentials/tokens.ts';
import type { IssuedDeviceToken, ProvedPlace } from './proof.ts';

const LIFETIME_DAYS = 90;

export interface DeviceTokenRow {
  digest: string;
  familyId: string;
  userId: string;
  deviceId: string;
  keyId: string | null;
  isSpent: boolean;
}

/** Issues a token of a new family, and deletes earlier families of this user in this place. */
export async function startFamily(
  trx: Kysely<Tables>,
  userId: string,
  place: ProvedPlace,
): Promise<IssuedDeviceToken> {
  await forgetDevice(trx, userId, place);
  return issue(trx, { familyId: uuid(), userId, ...place });
}

/** Spends the token and gives the next one of its family. */
export async function rotate(
  trx: Kysely<Tables>,
  row: DeviceTokenRow,
  place: ProvedPlace,
): Promise<IssuedDeviceToken> {
  await trx
    .updateTable('deviceTokens')
    .set({ spentAt: sql<Date>`clock_timestamp()` })
    .where('digest', '=', row.digest)
    .execute();
  return issue(trx, { ...row, ...place });
}

/** The token's row; undefined where it has expired or was deleted. Spent tokens are found too. */
export async function findDeviceToken(
  trx: Kysely<Tables>,
  token: string,
): Promise<DeviceTokenRow | undefined> {
  return trx
    .selectFrom('deviceTokens')
    .select(['digest', 'familyId', 'userId', 'deviceId', 'keyId'])
    .select((eb) => eb('spentAt', 'is not', null).$castTo<boolean>().as('isSpent'))
    .where('digest', '=', digest(token))
    .where('expiresAt', '>', sql<Date>`clock_timestamp()`)
    .executeTakeFirst();
}

/** Ends all tokens of a family. */
export async function revokeFamily(trx: Kysely<Tables>, familyId: string): Promise<void> {
  await trx.deleteFrom('deviceTokens').where('familyId', '=', familyId).execute();
}

export async function deleteToken(trx: Kysely<Tables>, tokenDigest: string): Promise<void> {
  await trx.deleteFrom('deviceTokens').where('digest', '=', tokenDigest).execute();
}

export async function forgetDevice(
  trx: Kysely<Tables>,
  userId: string,
  { deviceId, keyId }: ProvedPlace,
): Promise<void> {
  await trx
    .deleteFrom('deviceTokens')
    .where('userId', '=', userId)
    .where('deviceId', '=', deviceId)
    .where('keyId', 'is not distinct from', keyId)
    .execute();
}

export async function issue(
  trx: Kysely<Tables>,
  { familyId, userId, deviceId, keyId }: { familyId: string; userId: string } & ProvedPlace,
): Promise<IssuedDeviceToken> {
  const token = newToken('wsd_');
  await trx
    .insertInto('deviceTokens')
    .values({
      digest: digest(token),
      familyId,
      userId,
      deviceId,
      keyId,
      expiresAt: sql<Date>`clock_timestamp() + ${LIFETIME_DAYS} * interval '1 day'`,
    })
    .execute();
  return { token, familyId };
}
