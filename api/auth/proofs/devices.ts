import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { deviceBlocked } from './proof.ts';
import type { ShownDevice } from './shown-device.ts';

export interface KnownDevice {
  id: string;
  name: string;
  /** First seen in this transaction. */
  isNew: boolean;
}

/**
 * Finds or adds the device, updates its name and platform, and locks its row until the commit.
 *
 * @throws Problem `device-blocked`
 */
export async function lockDevice(
  trx: Kysely<Tables>,
  { hash, publicKey, name, platform }: ShownDevice,
): Promise<KnownDevice> {
  const newId = uuid();
  const { blockedAt, ...row } = await trx
    .insertInto('devices')
    .values({
      id: newId,
      fingerprintHash: hash,
      name: name ?? 'unnamed device',
      platform: platform ?? null,
      isProved: publicKey !== undefined,
    })
    .onConflict((conflict) =>
      conflict.column('fingerprintHash').doUpdateSet((eb) => ({
        name:
          name === undefined
            ? eb.ref('devices.name')
            : sql<string>`case when devices.is_named then devices.name else ${name} end`,
        platform: platform ?? eb.ref('devices.platform'),
      })),
    )
    .returning(['id', 'name', 'blockedAt'])
    .executeTakeFirstOrThrow();
  if (blockedAt !== null) throw deviceBlocked().telling({ deviceId: row.id });
  return { ...row, isNew: row.id === newId };
}

export async function rememberSignIn(
  trx: Kysely<Tables>,
  userId: string,
  deviceId: string,
  keyId: string | null,
): Promise<void> {
  await trx
    .insertInto('userDevices')
    .values({ userId, deviceId, keyId })
    .onConflict((conflict) =>
      conflict
        .columns(['userId', 'deviceId'])
        .doUpdateSet((eb) => ({ keyId, lastSignedInAt: eb.fn('clock_timestamp') })),
    )
    .execute();
}
