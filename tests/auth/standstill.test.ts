import { afterEach, expect, test } from 'vitest';
import { type Api, addUser, type Person, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { makeApiToken, presenceOf, signInRemembered } from './attempts.ts';

const TIMEOUT_MS = 2_000;
const env = { HEARTBEAT_INTERVAL_MS: '500', HEARTBEAT_TIMEOUT_MS: `${TIMEOUT_MS}` };

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  while (opened.length > 0) await opened.pop()?.close();
});

test('time in which the server was stopped does not count as missed', async () => {
  const database = await openDatabase();
  const first = await startServer(env, database);
  const people = await arrive(first);
  await first.stop();
  await clockReads(Date.now() + TIMEOUT_MS * 1.5);
  const second = await startServer(env, database);
  opened.push({ close: () => second.stop() });
  await expectStillThere(second, people);
});

test('time in which the server was dead does not count as missed', async () => {
  const database = await openDatabase();
  const first = await run(database);
  const people = await arrive(first);
  await first.kill('SIGKILL');
  await clockReads(Date.now() + TIMEOUT_MS * 1.5);
  await expectStillThere(await run(database), people);
});

interface Arrived {
  speaks: Person;
  silent: Person;
  watcherToken: string;
}

/** Two people at their workstations, and a script that watches without having a seat. */
async function arrive(server: Api): Promise<Arrived> {
  const admin = await signIn(server, ADMIN);
  const { token: watcherToken } = await makeApiToken(server, admin.token);
  const speaks = await addUser(server, watcherToken, 'speaks');
  const silent = await addUser(server, watcherToken, 'silent');
  return {
    speaks: await signIn(server, speaks),
    silent: await signIn(server, silent),
    watcherToken,
  };
}

/** Nobody is thrown out by the restart; silence counts again from then on. */
async function expectStillThere(server: Api, { speaks, silent, watcherToken }: Arrived) {
  const { status, body } = await server.get('/session', speaks.token);
  expect(status).toBe(200);
  expect(body.session.id).toBe(speaks.sessionId);
  expect(await presenceOf(server, watcherToken, silent.id)).toMatchObject({ status: 'active' });
  const watch = await server.follow(watcherToken);
  await watch.next(
    'presence.changed',
    ({ changes }) =>
      changes.some(
        (change: { userId: string; status: string }) =>
          change.userId === silent.id && change.status === 'offline',
      ),
    TIMEOUT_MS + 5_000,
  );
  watch.abort();
  const dead = await server.get('/session', silent.token);
  expect(dead.status).toBe(401);
  expect(dead.body.reason).toBe('heartbeat-missed');
}

test('why a session ended, and its device token, outlive the server', async () => {
  const database = await openDatabase();
  const first = await run(database);
  const admin = await signInRemembered(first, ADMIN, 'front-desk-of-admin');
  await first.delete('/session?keepDevice=true', admin.token);
  await first.kill('SIGKILL');
  const second = await run(database);
  expect((await second.get('/session', admin.token)).body.reason).toBe('left');
  const { status, body } = await second.post('/sessions', {
    deviceToken: admin.deviceToken,
    device: { fingerprint: 'fingerprint-of-front-desk-of-admin' },
  });
  expect(status).toBe(201);
  expect(body.session.device.id).toBe(admin.session.device.id);
});

async function openDatabase(): Promise<TestDatabase> {
  const database = await newDatabase();
  opened.push({ close: () => database.remove() });
  return database;
}

async function run(database: TestDatabase): Promise<ServerProcess> {
  const server = await spawnServer({ ...database.env, ...env });
  opened.push({ close: () => server.kill('SIGKILL') });
  await isReady(server);
  return server;
}

function clockReads(time: number): Promise<boolean> {
  return until(() => Date.now() >= time);
}
