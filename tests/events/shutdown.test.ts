import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generalOf, type Person, signIn } from '../support/api.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { openLock, waitForBlocked } from '../support/locks.ts';
import { newApiToken, post, postAll } from '../support/posting.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let server: ServerProcess;
let admin: Person;
let general: string;

beforeEach(async () => {
  database = await newDatabase();
  server = await spawnServer(database.env);
  await isReady(server);
  admin = await signIn(server, ADMIN);
  general = await generalOf(server, admin.token);
});
afterEach(async () => {
  await server.kill('SIGKILL');
  await database.remove();
});

test('SIGTERM ends streams after what they are owed, and the process with 0', async () => {
  const token = await newApiToken(server, admin.token);
  const streams = await Promise.all(Array.from({ length: 8 }, () => server.follow(token)));
  const bodies = Array.from({ length: 300 }, (_, index) => `${index} ${'x'.repeat(4000)}`);
  await postAll(server, token, general, bodies, 16);
  const from = performance.now();
  server.child.kill('SIGTERM');
  expect(await server.exited).toBe(0);
  expect(performance.now() - from).toBeLessThan(10_000);
  for (const stream of streams) {
    await until(() => stream.isOver());
    expect(stream.bodies()).toHaveLength(bodies.length);
    expect(new Set(stream.bodies())).toEqual(new Set(bodies));
    expect(stream.events.at(-1)).toEqual({
      event: 'stream.closing',
      id: undefined,
      data: { reason: 'shutdown' },
    });
    // One before ready, and one before the farewell.
    expect(stream.retries).toHaveLength(2);
  }
  // Spread out, so that not everyone comes back at once.
  expect(new Set(streams.map((stream) => stream.retries.at(-1))).size).toBeGreaterThan(4);
});

test('a second start resumes what the first one closed', async () => {
  const stream = await server.follow(admin.token);
  await post(server, admin.token, general, 'before');
  await stream.next('message.created');
  expect(await server.kill('SIGTERM')).toBe(0);
  await until(() => stream.isOver());
  server = await spawnServer(database.env);
  await isReady(server);
  const resumed = await server.follow(admin.token, stream.cursor());
  await post(server, admin.token, general, 'after');
  await resumed.next('message.created');
  expect([...stream.bodies(), ...resumed.bodies()]).toEqual(['before', 'after']);
});

test('a server that drains says so, and serves', async () => {
  await server.kill('SIGTERM');
  server = await spawnServer({ ...database.env, DRAIN_MS: '60000' });
  await isReady(server);
  const stream = await server.follow(admin.token);
  server.child.kill('SIGTERM');
  await until(async () => (await server.get('/readyz')).status === 503);
  expect((await server.get('/healthz')).status).toBe(200);
  await post(server, admin.token, general, 'still heard');
  await stream.next('message.created');
  // So that a proxy keeps no connection that it could send the next request into.
  const { status, headers } = await server.get('/channels', admin.token);
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
});

describe.skipIf(databaseKind() === 'embedded')('with a post that waits for its commit', () => {
  test('SIGTERM lets it be answered, and it is kept', async () => {
    const url = urlOf(database);
    const lock = await openLock(url, `select * from channels where id = '${general}' for update`);
    const answer = post(server, admin.token, general, 'in flight');
    await waitForBlocked(url);
    const from = performance.now();
    server.child.kill('SIGTERM');
    await until(() => server.output().includes('stopping'));
    await lock.release();
    expect(await answer).toMatchObject({ body: 'in flight' });
    expect(await server.exited).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
    server = await spawnServer(database.env);
    await isReady(server);
    const { body } = await server.get(`/channels/${general}/messages`, admin.token);
    expect(body.messages.map((message: { body: string }) => message.body)).toEqual(['in flight']);
  });
});
