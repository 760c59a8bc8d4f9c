import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, device, type Person, signIn } from '../support/api.ts';
import { newDatabase } from '../support/database.ts';
import { ADMIN, isReady, spawnServer, startServer, type TestServer } from '../support/server.ts';
import { type Account, attempt, sessionsOf } from './attempts.ts';

describe('with ONE_USER_PER_ADDRESS=on', () => {
  let server: TestServer;
  let admin: Person;
  beforeAll(async () => {
    server = await startServer({ ONE_USER_PER_ADDRESS: 'on', TRUSTED_PROXIES: '127.0.0.1,::1' });
    admin = await signIn(server, ADMIN);
  });
  afterAll(() => server.stop());

  function attemptFrom(
    address: string,
    { username, password }: Account,
    workstation: string,
    extra: Record<string, unknown> = {},
  ) {
    return server.request('POST', '/sessions', {
      body: { username, password, device: device(workstation), ...extra },
      headers: { 'x-forwarded-for': address },
    });
  }

  test('an address holds one user, whatever device they say they are', async () => {
    const [ann, ben] = [await add('ann'), await add('ben')];
    const first = await attemptFrom('192.0.2.1', ann, 'browser-1');
    expect(first.status).toBe(201);
    for (const takeover of [false, true]) {
      const { status, body } = await attemptFrom('192.0.2.1', ben, 'browser-2', { takeover });
      expect(status).toBe(409);
      expect(body.code).toBe('address-in-use');
      expect(JSON.stringify(body)).not.toContain('ann');
    }
    expect((await attemptFrom('192.0.2.2', ben, 'browser-2')).status).toBe(201);
    expect((await server.get('/session', first.body.token)).status).toBe(200);
  });

  test('an address is free again when its session is over', async () => {
    const [cat, dan] = [await add('cat'), await add('dan')];
    const first = await attemptFrom('192.0.2.3', cat, 'browser-3');
    expect((await attemptFrom('192.0.2.3', dan, 'browser-4')).status).toBe(409);
    await server.delete('/session', first.body.token);
    expect((await attemptFrom('192.0.2.3', dan, 'browser-4')).status).toBe(201);
  });

  test('the same user gets in again at their address, and comes with their seat to another', async () => {
    const [eve, fay] = [await add('eve'), await add('fay')];
    await attemptFrom('192.0.2.5', eve, 'laptop-5');
    expect((await attemptFrom('192.0.2.5', eve, 'laptop-5')).status).toBe(201);
    expect((await attemptFrom('192.0.2.6', eve, 'laptop-5')).status).toBe(201);
    expect((await attemptFrom('192.0.2.5', fay, 'laptop-6')).status).toBe(201);
    expect((await attemptFrom('192.0.2.6', fay, 'laptop-6')).body.code).toBe('address-in-use');
  });

  test('a made-up address in front of the real one does not help', async () => {
    const [gus, hal] = [await add('gus'), await add('hal')];
    expect((await attemptFrom('192.0.2.7', gus, 'browser-7')).status).toBe(201);
    const spoofed = await attemptFrom('203.0.113.9, 192.0.2.7', hal, 'browser-8');
    expect(spoofed.body.code).toBe('address-in-use');
  });

  test('of many users who come from one address at once, one gets in', async () => {
    const users = await Promise.all(Array.from({ length: 12 }, (_, i) => add(`many${i}`)));
    const answers = await Promise.all(
      users.map((user) => attemptFrom('192.0.2.10', user, `browser-of-${user.username}`)),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([201, ...Array(11).fill(409)]);
    const ids = users.map(({ id }) => id);
    expect(await sessionsOf(server, admin.token, ...ids)).toHaveLength(1);
  });

  test('the two addresses by which a machine knows itself are one', async () => {
    const ivy = await add('ivy');
    // The administrator is connected from one of them.
    for (const address of ['::1', '127.0.0.1']) {
      const { status, body } = await attemptFrom(address, ivy, 'browser-11');
      expect([status, body.code]).toEqual([409, 'address-in-use']);
    }
  });

  function add(username: string) {
    return addUser(server, admin.token, username);
  }
});

test('with ONE_USER_PER_ADDRESS=ipv4 nobody signs in over IPv6', async () => {
  const server = await startServer({
    ONE_USER_PER_ADDRESS: 'ipv4',
    TRUSTED_PROXIES: '127.0.0.1,::1',
  });
  const admin = await signIn(server, ADMIN);
  const [ann, ben] = [
    await addUser(server, admin.token, 'ann'),
    await addUser(server, admin.token, 'ben'),
  ];
  const from = (address: string, { username, password }: Account) =>
    server.request('POST', '/sessions', {
      body: { username, password, device: device(username) },
      headers: { 'x-forwarded-for': address },
    });
  expect((await from('192.0.2.1', ann)).status).toBe(201);
  expect((await from('192.0.2.1', ben)).body.code).toBe('address-in-use');
  for (const address of ['2001:db8::1', 'fe80::1%eth0']) {
    const { status, body } = await from(address, ben);
    expect([status, body.code]).toEqual([403, 'ipv4-only']);
  }
  expect((await from('::ffff:192.0.2.2', ben)).status).toBe(201);
  await server.stop();
});

test('without it, users on different devices share an address', async () => {
  const server = await startServer();
  const admin = await signIn(server, ADMIN);
  const ann = await addUser(server, admin.token, 'ann');
  expect((await attempt(server, ann, 'browser-1')).status).toBe(201);
  expect((await server.get('/session', admin.token)).status).toBe(200);
  await server.stop();
});

test('at the start it is said that `on` takes two addresses of a workstation for two', async () => {
  const database = await newDatabase();
  const server = await spawnServer({ ...database.env, ONE_USER_PER_ADDRESS: 'on' });
  await isReady(server);
  expect(server.output()).toMatch(/"level":40,.*use ONE_USER_PER_ADDRESS=ipv4/);
  await server.kill('SIGTERM');
  await database.remove();
});
