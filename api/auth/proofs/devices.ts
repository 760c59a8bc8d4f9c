import { randomUUIDv7 as uuid } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import type { NewDevice } from '../contract.ts';
import { keyedHash } from '../credentials/tokens.ts';

export interface KnownDevice {
  id: string;
  name: string;
  platform: string | null;
  /** First seen in this transaction. */
  isNew: boolean;
}

/** Only this hash leaves the process: a stolen database does not reveal a device's fingerprint. */
export function hashFingerprint(secret: string, fingerprint: string): string {
  return keyedHash(secret, `device fingerprint:${fingerprint}`);
}

/** Finds or adds the device, updates its name and platform, and locks its row until the commit. */
export async function lockDevice(
  trx: Kysely<Tables>,
  fingerprintHash: string,
  device: NewDevice,
): Promise<KnownDevice> {
  const platform = device.platform ?? null;
  const newId = uuid();
  const row = await trx
    .insertInto('devices')
    .values({ id: newId, fingerprintHash, name: device.name ?? 'unnamed device', platform })
    .onConflict((conflict) =>
      conflict.column('fingerprintHash').doUpdateSet((eb) => ({
        name: device.name ?? eb.ref('devices.name'),
        platform: platform ?? eb.ref('devices.platform'),
      })),
    )
    .returning(['id', 'name', 'platform'])
    .executeTakeFirstOrThrow();
  return { ...row, isNew: row.id === newId };
}

export async function rememberSignIn(
  trx: Kysely<Tables>,
  userId: string,
  deviceId: string,
): Promise<void> {
  await trx
    .insertInto('userDevices')
    .values({ userId, deviceId })
    .onConflict((conflict) =>
      conflict
        .columns(['userId', 'deviceId'])
        .doUpdateSet((eb) => ({ lastSignedInAt: eb.fn('clock_timestamp') })),
    )
    .execute();
}
