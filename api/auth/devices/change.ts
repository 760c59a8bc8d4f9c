import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { notFound } from '../../http/problem.ts';
import { type Acting, act } from '../credentials/actor.ts';
import type { UserActor } from '../credentials/credential.ts';
import { endSeats } from '../seats/seats.ts';
import type { DeviceChange, KeyChange } from './contract.ts';

/** @throws Problem `not-authenticated`, `forbidden`, `not-found`; so do the others */
export async function changeDevice(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
  { name, blocked }: DeviceChange,
): Promise<void> {
  await onDevice(db, actor, id, async (trx, { note, tell }) => {
    if (name !== undefined) {
      const named = name === null ? { isNamed: false } : { isNamed: true, name };
      await trx.updateTable('devices').set(named).where('id', '=', id).execute();
    }
    if (blocked !== undefined) {
      const blockedAt = blocked ? sql<Date>`coalesce(blocked_at, clock_timestamp())` : null;
      await trx.updateTable('devices').set({ blockedAt }).where('id', '=', id).execute();
    }
    if (blocked === true) {
      await endSeats(trx, tell, 'revoked', { deviceId: id });
      await trx.deleteFrom('deviceTokens').where('deviceId', '=', id).execute();
    }
    await note('device.updated', { targetId: id, detail: { name, blocked } });
  });
}

/** Forgets the device, as if nobody had signed in there. */
export async function freeDevice(db: Kysely<Tables>, actor: UserActor, id: string): Promise<void> {
  await onDevice(db, actor, id, async (trx, { note, tell }) => {
    await endSeats(trx, tell, 'revoked', { deviceId: id });
    for (const table of ['deviceTokens', 'userDevices', 'deviceKeys'] as const) {
      await trx.deleteFrom(table).where('deviceId', '=', id).execute();
    }
    await trx.deleteFrom('devices').where('id', '=', id).execute();
    await note('device.deleted', { targetId: id });
  });
}

export async function changeKey(
  db: Kysely<Tables>,
  actor: UserActor,
  { id, keyId }: KeyOfDevice,
  { state }: KeyChange,
): Promise<void> {
  await onDevice(db, actor, id, async (trx, acting) => {
    const { numUpdatedRows } = await trx
      .updateTable('deviceKeys')
      .set({ state })
      .where('deviceId', '=', id)
      .where('id', '=', keyId)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw notFound('key');
    if (state === 'blocked') await endWithKey(trx, acting, keyId);
    await acting.note('device-key.updated', { targetId: id, detail: { keyId, state } });
  });
}

export async function deleteKey(
  db: Kysely<Tables>,
  actor: UserActor,
  { id, keyId }: KeyOfDevice,
): Promise<void> {
  await onDevice(db, actor, id, async (trx, acting) => {
    await endWithKey(trx, acting, keyId);
    await trx.updateTable('userDevices').set({ keyId: null }).where('keyId', '=', keyId).execute();
    const { numDeletedRows } = await trx
      .deleteFrom('deviceKeys')
      .where('deviceId', '=', id)
      .where('id', '=', keyId)
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw notFound('key');
    await acting.note('device-key.deleted', { targetId: id, detail: { keyId } });
  });
}

interface KeyOfDevice {
  /** Of the device. */
  id: string;
  keyId: string;
}

async function endWithKey(trx: Kysely<Tables>, { tell }: Acting, keyId: string): Promise<void> {
  await endSeats(trx, tell, 'revoked', { keyId });
  await trx.deleteFrom('deviceTokens').where('keyId', '=', keyId).execute();
}

/**
 * As an administrator who is signed in, with the device's row locked. A sign-in there has locked it
 * too, so its session is ended with the others, or it finds the change.
 */
async function onDevice(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
  work: (trx: Kysely<Tables>, acting: Acting) => Promise<void>,
): Promise<void> {
  const holders = await db
    .selectFrom('sessions')
    .select('userId')
    .where('deviceId', '=', id)
    .execute();
  const users = holders.map(({ userId }) => userId);
  await act(db, actor, { role: 'admin', session: true, users }, async (trx, acting) => {
    const device = await trx
      .selectFrom('devices')
      .select('id')
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (device === undefined) throw notFound('device');
    await work(trx, acting);
  });
}
