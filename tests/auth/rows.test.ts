import { randomUUID } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApiToken, findApiTokenHolders } from '../../api/auth/credentials/api-tokens.ts';
import { operator } from '../../api/auth/credentials/credential.ts';
import { createHeartbeats } from '../../api/auth/seats/heartbeats.ts';
import type { Database } from '../../db/database.ts';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { silent } from '../support/captured-log.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { connectToTest } from '../support/test-connection.ts';

/** What locks and look-ups before it hide in a running server; none runs here. */
const [ann, ben, desk, laptop] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
const [here, there] = ['192.0.2.1', '192.0.2.2'];

let home: OpenDatabase;
let database: Database;
let db: Kysely<Tables>;

beforeAll(async () => {
  home = await borrowDatabase();
  database = await connectToTest(home);
  db = database.db;
  for (const id of [ann, ben]) {
    const user = { id, username: id, displayName: '', role: 'member', passwordHash: '' } as const;
    await db.insertInto('users').values(user).execute();
  }
  for (const id of [desk, laptop]) {
    await db.insertInto('devices').values({ id, fingerprintHash: id, name: '' }).execute();
  }
});
afterAll(async () => {
  await database.close();
  await home.remove();
});
beforeEach(async () => {
  await db.deleteFrom('sessions').execute();
});

interface Seat {
  userId: string;
  deviceId: string;
  address?: string | null;
  leftMs?: number;
}

/** Adds a session whatever else there is, and returns its token's digest. */
async function seat({ userId, deviceId, address = null, leftMs = 1_000 }: Seat): Promise<string> {
  const tokenDigest = randomUUID();
  const expiresAt = sql<Date>`lease_now() + ${leftMs} * interval '1 millisecond'`;
  await db
    .insertInto('sessions')
    .values({ tokenDigest, id: randomUUID(), userId, deviceId, address, expiresAt })
    .execute();
  return tokenDigest;
}

test.each([
  ['user', { userId: ann, deviceId: laptop, address: there }],
  ['device', { userId: ben, deviceId: desk, address: there }],
  ['address', { userId: ben, deviceId: laptop, address: here }],
])('the database itself refuses a second session of one %s', async (what, second) => {
  await seat({ userId: ann, deviceId: desk, address: here });
  const refusal: unknown = await seat(second).catch((error: unknown) => error);
  expect(violatedConstraint(refusal)).toBe(`sessions_one_per_${what}`);
  await seat({ userId: ben, deviceId: laptop, address: there });
});

test('a heartbeat renews a lease that has not run out, and none that has', async () => {
  const faults: unknown[] = [];
  const heartbeats = createHeartbeats(db, 60_000, (fault) => faults.push(fault));
  const live = await seat({ userId: ann, deviceId: desk });
  const over = await seat({ userId: ben, deviceId: laptop, leftMs: -1 });
  heartbeats.touch(live);
  heartbeats.touch(over);
  await heartbeats.stop();
  await heartbeats.setStatus(over, 'away');
  const seats = await db
    .selectFrom('sessions')
    .select(['tokenDigest', 'status', sql<boolean>`expires_at > lease_now()`.as('isLive')])
    .select(sql<boolean>`expires_at > lease_now() + interval '30 seconds'`.as('isRenewed'))
    .execute();
  expect(new Set(seats)).toEqual(
    new Set([
      { tokenDigest: live, status: 'active', isLive: true, isRenewed: true },
      { tokenDigest: over, status: 'active', isLive: false, isRenewed: false },
    ]),
  );
  expect(faults).toEqual([]);
});

test('an API token is found and made unless it has run out or its user is disabled', async () => {
  await sql`update users set disabled_at = clock_timestamp() where id = ${ben}`.execute(db);
  const tokens = [
    { userId: ann, digest: 'good', expiresAt: null },
    { userId: ann, digest: 'over', expiresAt: new Date(Date.now() - 60_000) },
    { userId: ben, digest: 'of one disabled', expiresAt: null },
  ];
  for (const token of tokens) {
    const made = { ...token, id: randomUUID(), name: '', scopes: ['read' as const] };
    await db.insertInto('apiTokens').values(made).execute();
  }
  const digests = tokens.map(({ digest }) => digest);
  const found = await findApiTokenHolders(db, digests);
  expect(found.map(({ tokenDigest }) => tokenDigest)).toEqual(['good']);
  const wanted = { name: '', scopes: ['read' as const] };
  expect(await createApiToken(db, operator(silent), ben, wanted)).toBeUndefined();
  expect(await createApiToken(db, operator(silent), ann, wanted)).toHaveProperty('token');
});
