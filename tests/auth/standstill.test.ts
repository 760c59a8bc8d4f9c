import { sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { ageSeats } from '../support/age-seats.ts';
import { addPerson, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { isSpared } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer, startServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';
import { makeApiToken, presenceOf, signInRemembered } from './attempts.ts';

const TIMEOUT_MS = 45_000;
const NIGHT_MS = 12 * 60 * 60 * 1000;

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  while (opened.length > 0) await opened.pop()?.close();
});

test('time in which the server was stopped does not count as missed; silence does again afterwards', async () => {
  const database = await borrowDatabase();
  opened.push({ close: () => database.remove() });
  const first = await startServer({}, database);
  const admin = await signIn(first, ADMIN);
  const { token: watcherToken } = await makeApiToken(first, admin.token);
  const speaks = await addPerson(first, admin.token, 'speaks');
  const silent = await addPerson(first, admin.token, 'silent');
  await first.stop();
  await beAway(database, NIGHT_MS);

  const second = await startServer({}, database);
  opened.push({ close: () => second.stop() });
  const { status, body } = await second.get('/session', speaks.token);
  expect(status).toBe(200);
  expect(body.session.id).toBe(speaks.sessionId);
  expect(await presenceOf(second, watcherToken, silent.id)).toMatchObject({ status: 'active' });

  await second.passTime(TIMEOUT_MS);
  await until(async () => (await presenceOf(second, watcherToken, silent.id)) === undefined);
  const dead = await second.get('/session', silent.token);
  expect(dead.status).toBe(401);
  expect(dead.body.reason).toBe('heartbeat-missed');
});

test.skipIf(isSpared())(
  'seats, why a session ended, and device tokens outlive a server that is killed',
  async () => {
    const database = await newDatabase();
    opened.push({ close: () => database.remove() });
    const first = await run(database);
    const admin = await signInRemembered(first, ADMIN, 'front-desk-of-admin');
    const stays = await addPerson(first, admin.token, 'stays');
    await first.delete('/session?keepDevice=true', admin.token);
    await first.kill('SIGKILL');
    await beAway(database, NIGHT_MS);

    const second = await run(database);
    expect((await second.get('/session', stays.token)).status).toBe(200);
    expect((await second.get('/session', admin.token)).body.reason).toBe('left');
    const { status, body } = await second.post('/sessions', {
      deviceToken: admin.deviceToken,
      device: { fingerprint: 'fingerprint-of-front-desk-of-admin' },
    });
    expect(status).toBe(201);
    expect(body.session.device.id).toBe(admin.session.device.id);
  },
);

async function run(database: TestDatabase): Promise<ServerProcess> {
  const server = await spawnServer(database.env);
  opened.push({ close: () => server.kill('SIGKILL') });
  await isReady(server);
  return server;
}

/** Lets time pass in which no server runs. */
async function beAway(database: OpenDatabase, ms: number): Promise<void> {
  const { db, close } = await connectToTest(database);
  await ageSeats(db, ms);
  await sql`update lease_clock set beat_at = beat_at - ${ms} * interval '1 millisecond'`.execute(
    db,
  );
  await close();
}
