import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalOf, type Person, signIn } from '../support/api.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { openLock, waitForBlocked } from '../support/locks.ts';
import { newApiToken, post, postAll } from '../support/posting.ts';
import { ADMIN, type Env, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

/** Each test goes on with the database that the one before has left, and starts what it needs. */
let database: TestDatabase;
let server: ServerProcess;
let admin: Person;
let token: string;
let general: string;

beforeAll(async () => {
  database = await newDatabase();
  await run();
  admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  general = await generalOf(server, token);
});
afterAll(async () => {
  await server.kill('SIGKILL');
  await database.remove();
});

async function run(env: Env = {}): Promise<void> {
  server = await spawnServer({ ...database.env, ...env });
  await isReady(server);
}

test('SIGTERM ends streams after what they are owed, and the process with 0; the next start goes on', async () => {
  const streams = await Promise.all(Array.from({ length: 8 }, () => server.follow(token)));
  const bodies = Array.from({ length: 100 }, (_, index) => `${index} ${'x'.repeat(4000)}`);
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

  await run({ DRAIN_MS: '60000' });
  const resumed = await server.follow(token, streams[0]?.cursor());
  await post(server, token, general, 'after');
  await resumed.next('message.created');
  expect(resumed.bodies()).toEqual(['after']);
});

test('a server that drains says so, and serves', async () => {
  const stream = await server.follow(token);
  server.child.kill('SIGTERM');
  await until(async () => (await server.get('/readyz')).status === 503);
  expect((await server.get('/healthz')).status).toBe(200);
  await post(server, token, general, 'still heard');
  await stream.next('message.created');
  // So that a proxy keeps no connection that it could send the next request into.
  const { status, headers } = await server.get('/channels', token);
  expect([status, headers.get('connection')]).toEqual([200, 'close']);
});

describe.skipIf(databaseKind() === 'embedded')('with a post that waits for its commit', () => {
  test('SIGTERM lets it be answered, and it is kept', async () => {
    await server.kill('SIGKILL');
    await run();
    const url = urlOf(database);
    const lock = await openLock(url, `select * from channels where id = '${general}' for update`);
    const answer = post(server, token, general, 'in flight');
    await waitForBlocked(url);
    const from = performance.now();
    server.child.kill('SIGTERM');
    await until(() => server.output().includes('stopping'));
    await lock.release();
    expect(await answer).toMatchObject({ body: 'in flight' });
    expect(await server.exited).toBe(0);
    expect(performance.now() - from).toBeLessThan(10_000);
    const { db, close } = await connectToTest(database);
    const kept = await db.selectFrom('messages').where('body', '=', 'in flight').execute();
    expect(kept).toHaveLength(1);
    await close();
  });
});

test('SIGHUP, as of a terminal that is closed, is a farewell too', async () => {
  await server.kill('SIGKILL');
  await run();
  const stream = await server.follow(token);
  expect(await server.kill('SIGHUP')).toBe(0);
  await until(() => stream.isOver());
  expect(stream.events.at(-1)).toMatchObject({
    event: 'stream.closing',
    data: { reason: 'shutdown' },
  });
});
