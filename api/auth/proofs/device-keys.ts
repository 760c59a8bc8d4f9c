import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { DeviceKeysTable } from '../../../db/tables/devices.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { append } from '../../events/event-log.ts';
import type { Log } from '../../lib/log-line.ts';
import { note } from '../credentials/audit.ts';
import { loggedTransaction } from '../logged-transaction.ts';
import { type KnownDevice, lockDevice } from './devices.ts';
import { deviceBlocked, deviceWaiting } from './proof.ts';
import type { ShownDevice } from './shown-device.ts';

export interface Enrolling {
  device: ShownDevice;
  userId: string;
  address: string;
  enrolment: 'open' | 'approve';
}

/**
 * Enrols the key that a device has proved, where the device does not have it. The first key of a
 * device is its own; another one is told to the administrators and to those who use the device, and
 * waits for an administrator where enrolment is `approve`. A transaction of its own, so that a key
 * that is refused is on record.
 *
 * @throws Problem `device-waiting`, `device-blocked`
 */
export async function enrolKey(db: Kysely<Tables>, log: Log, enrolling: Enrolling): Promise<void> {
  const { hash, publicKey } = enrolling.device;
  if (publicKey === undefined) return;
  const known = await db
    .selectFrom('deviceKeys as k')
    .innerJoin('devices as d', 'd.id', 'k.deviceId')
    .select(['k.state', 'k.deviceId'])
    .where('d.fingerprintHash', '=', hash)
    .where('k.publicKey', '=', publicKey)
    .executeTakeFirst();
  requireEnrolled(known ?? (await addKey(db, log, { ...enrolling, publicKey })));
}

export interface HeldKey {
  id: string;
  /** It opens its first session, and it is not the device's first key. */
  isNew: boolean;
}

/**
 * Locks the device's key against changes, and notes that it is used.
 *
 * @returns undefined for a device that proves none
 * @throws Problem `device-waiting`, also where it has been removed meanwhile; `device-blocked`
 */
export async function holdKey(
  trx: Kysely<Tables>,
  deviceId: string,
  publicKey: string | undefined,
): Promise<HeldKey | undefined> {
  if (publicKey === undefined) return undefined;
  const key = await trx
    .selectFrom('deviceKeys as k')
    .select(['k.id', 'k.state', 'k.lastUsedAt'])
    .select((eb) =>
      eb
        .exists(
          eb
            .selectFrom('deviceKeys as first')
            .select('first.id')
            .whereRef('first.deviceId', '=', 'k.deviceId')
            .whereRef('first.createdAt', '<', 'k.createdAt'),
        )
        .$castTo<boolean>()
        .as('isAnother'),
    )
    .where('k.deviceId', '=', deviceId)
    .where('k.publicKey', '=', publicKey)
    .forUpdate('k')
    .executeTakeFirst();
  if (key === undefined) throw deviceWaiting().telling({ deviceId });
  requireEnrolled({ state: key.state, deviceId });
  await trx
    .updateTable('deviceKeys')
    .set({ lastUsedAt: sql<Date>`clock_timestamp()` })
    .where('id', '=', key.id)
    .execute();
  return { id: key.id, isNew: key.isAnother && key.lastUsedAt === null };
}

function requireEnrolled({ state, deviceId }: Pick<DeviceKeysTable, 'state' | 'deviceId'>): void {
  if (state === 'waiting') throw deviceWaiting().telling({ deviceId });
  if (state === 'blocked') throw deviceBlocked().telling({ deviceId });
}

async function addKey(
  db: Kysely<Tables>,
  log: Log,
  { device, publicKey, userId, address, enrolment }: Enrolling & { publicKey: string },
): Promise<Pick<DeviceKeysTable, 'state' | 'deviceId'>> {
  return loggedTransaction(db, log, async (trx, tell) => {
    const locked = await lockDevice(trx, device);
    const { id: deviceId } = locked;
    const others = await trx
      .selectFrom('deviceKeys')
      .select(['publicKey', 'state'])
      .where('deviceId', '=', deviceId)
      .execute();
    const raced = others.find((other) => other.publicKey === publicKey);
    if (raced !== undefined) return { state: raced.state, deviceId };
    const isAnother = others.length > 0;
    const state = isAnother && enrolment === 'approve' ? 'waiting' : 'enrolled';
    const key = { id: uuid(), deviceId, publicKey, state, addedBy: userId } as const;
    await trx.insertInto('deviceKeys').values(key).execute();
    if (isAnother) {
      const by = { kind: 'session', userId, address } as const;
      const detail = { keyId: key.id, state };
      await note(trx, tell, by, 'device-key.added', { userId, targetId: deviceId, detail });
      await tellOfKey(trx, device, locked, { id: key.id, state, userId });
    }
    return { state, deviceId };
  });
}

/** Tells the administrators and those who use the device, with a proof or without. */
async function tellOfKey(
  trx: Kysely<Tables>,
  { unprovedHash }: ShownDevice,
  { id, name }: KnownDevice,
  key: { id: string; state: 'enrolled' | 'waiting'; userId: string },
): Promise<void> {
  const told = await trx
    .selectFrom('users as u')
    .select('u.id')
    .where('u.disabledAt', 'is', null)
    .where('u.kind', '=', 'person')
    .where((eb) =>
      eb.or([
        eb('u.role', '=', 'admin'),
        eb.exists(
          eb
            .selectFrom('userDevices as used')
            .innerJoin('devices as d', 'd.id', 'used.deviceId')
            .select('d.id')
            .whereRef('used.userId', '=', 'u.id')
            .where((where) =>
              where.or([where('d.id', '=', id), where('d.fingerprintHash', '=', unprovedHash)]),
            ),
        ),
      ]),
    )
    .execute();
  const data = {
    device: { id, name },
    key: { id: key.id, state: key.state },
    userId: key.userId,
    at: new Date().toISOString(),
  };
  await append(
    trx,
    told.map((user) => ({ event: 'device-key.added', data, userId: user.id }) as const),
  );
}
