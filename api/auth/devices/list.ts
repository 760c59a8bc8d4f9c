import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { leaseNow } from '../seats/leases.ts';
import type { DeviceKey, DevicesQuery, ListedDevice } from './contract.ts';

export interface DeviceList {
  devices: ListedDevice[];
  hasMore: boolean;
}

/** The devices that fit, the latest used first. */
export async function listDevices(db: Kysely<Tables>, query: DevicesQuery): Promise<DeviceList> {
  const rows = await found(db, query)
    .select(['d.id', 'd.name', 'd.isNamed', 'd.platform', 'd.isProved', 'd.blockedAt'])
    .select(['d.createdAt', lastUsedAt.as('lastUsedAt')])
    .select((eb) =>
      eb
        .selectFrom('sessions as s')
        .select('s.userId')
        .whereRef('s.deviceId', '=', 'd.id')
        .where('s.expiresAt', '>', leaseNow)
        .as('connected'),
    )
    .orderBy('lastUsedAt', (order) => order.desc().nullsLast())
    .orderBy('d.id')
    .limit(query.limit + 1)
    .execute();
  const listed = rows.slice(0, query.limit);
  const ids = listed.map(({ id }) => id);
  const [keys, users] = [await keysOf(db, ids), await usersOf(db, ids)];
  const devices = listed.map(({ blockedAt, createdAt, lastUsedAt: used, ...row }) => ({
    ...row,
    isBlocked: blockedAt !== null,
    createdAt: createdAt.toISOString(),
    lastUsedAt: used?.toISOString() ?? null,
    users: users.filter(({ deviceId }) => deviceId === row.id).map(({ userId }) => userId),
    keys: keys.filter(({ deviceId }) => deviceId === row.id).map(toKey),
  }));
  return { devices, hasMore: rows.length > query.limit };
}

const lastUsedAt = sql<Date | null>`
  (select max(used.last_signed_in_at) from user_devices used where used.device_id = d.id)`;

function found(db: Kysely<Tables>, { search = '', state }: DevicesQuery) {
  const words = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return db
    .selectFrom('devices as d')
    .$if(search !== '', (query) =>
      query.where((eb) =>
        eb.or([
          eb('d.name', 'ilike', words),
          eb.exists(
            eb
              .selectFrom('userDevices as used')
              .innerJoin('users as u', 'u.id', 'used.userId')
              .select('u.id')
              .whereRef('used.deviceId', '=', 'd.id')
              .where((user) =>
                user.or([
                  user('u.username', 'ilike', words),
                  user('u.displayName', 'ilike', words),
                ]),
              ),
          ),
        ]),
      ),
    )
    .$if(state === 'blocked', (query) =>
      query.where((eb) => eb.or([eb('d.blockedAt', 'is not', null), hasKey('blocked')])),
    )
    .$if(state === 'waiting', (query) => query.where(hasKey('waiting')))
    .$if(state === 'connected', (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('sessions as s')
            .select('s.id')
            .whereRef('s.deviceId', '=', 'd.id')
            .where('s.expiresAt', '>', leaseNow),
        ),
      ),
    );
}

function hasKey(state: DeviceKey['state']) {
  return sql<boolean>`exists (
    select from device_keys k where k.device_id = d.id and k.state = ${state})`;
}

async function keysOf(db: Kysely<Tables>, deviceIds: readonly string[]) {
  return db
    .selectFrom('deviceKeys')
    .select(['id', 'deviceId', 'state', 'addedBy', 'createdAt', 'lastUsedAt'])
    .where('deviceId', '=', sql<string>`any(${deviceIds}::uuid[])`)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
}

async function usersOf(db: Kysely<Tables>, deviceIds: readonly string[]) {
  return db
    .selectFrom('userDevices')
    .select(['userId', 'deviceId'])
    .where('deviceId', '=', sql<string>`any(${deviceIds}::uuid[])`)
    .orderBy('lastSignedInAt', 'desc')
    .execute();
}

type KeyRow = Omit<DeviceKey, 'createdAt' | 'lastUsedAt'> & {
  createdAt: Date;
  lastUsedAt: Date | null;
};

function toKey({ id, state, addedBy, createdAt, lastUsedAt }: KeyRow): DeviceKey {
  return {
    ...{ id, state, addedBy },
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
