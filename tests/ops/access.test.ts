import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, type ServerProcess, spawnServer, startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const CLOSED = ['/metrics', '/readyz', '/docs', '/docs/start.js'];
const OPEN = ['/healthz', '/api/v1/openapi.json'];
const STRANGER = '203.0.113.9';

const { server } = await serverForSuite({ TRUSTED_PROXIES: '127.0.0.1' });

/** The statuses of these paths, asked for by a trusted proxy for a client with this address. */
const statusesFor = (client: string, paths: readonly string[], url = server.url) =>
  Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(url + path, { headers: { 'x-forwarded-for': client } });
      await answer.body?.cancel();
      return answer.status;
    }),
  );
const all = (status: number, paths: readonly string[]) => paths.map(() => status);

test('a stranger from the Internet finds no state of the server, but its health and its API', async () => {
  expect(await statusesFor(STRANGER, CLOSED)).toEqual(all(404, CLOSED));
  expect(await statusesFor('2001:db8::1', CLOSED)).toEqual(all(404, CLOSED));
  expect(await statusesFor(STRANGER, OPEN)).toEqual(all(200, OPEN));
  const absent = await fetch(`${server.url}/nothing`, { headers: { 'x-forwarded-for': STRANGER } });
  const closed = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': STRANGER } });
  expect(await closed.text()).toBe(await absent.text());
});

test.each(['127.0.0.1', '::1', '10.1.2.3', '172.20.0.1', '192.168.1.9', 'fd12::3', 'fe80::1%eth0'])(
  'monitoring on a private network does: %s',
  async (client) => {
    expect(await statusesFor(client, CLOSED)).toEqual(all(200, CLOSED));
  },
);

test('whom a proxy does not name is taken for a stranger', async () => {
  expect(await statusesFor('unknown', CLOSED)).toEqual(all(404, CLOSED));
  const { status } = await fetch(`${server.url}/metrics`, { headers: { via: '1.1 somewhere' } });
  expect(status).toBe(404);
});

describe.each([
  ['198.51.100.0/24, 2001:db8::/32', { '198.51.100.7': 200, '2001:db8::1': 200, '10.1.2.3': 404 }],
  ['all', { '198.51.100.7': 200, '2001:db8::1': 200 }],
  ['none', { '198.51.100.7': 404, '10.1.2.3': 404, '::1': 404 }],
])('with OPS_ACCESS=%s', (access, expected) => {
  test('that is who is answered', async () => {
    const env = { TRUSTED_PROXIES: '127.0.0.1', OPS_ACCESS: access };
    const other = await startServer(env, server.database);
    for (const [client, status] of Object.entries(expected)) {
      expect(await statusesFor(client, CLOSED, other.url)).toEqual(all(status, CLOSED));
    }
    // The proxy asks for itself, whether the server is ready.
    expect((await other.get('/readyz')).status).toBe(200);
    await other.stop();
  });
});

test('without trusted proxies, whoever is passed on is a stranger, and who comes by himself is not', async () => {
  const other = await startServer({}, server.database);
  expect(await statusesFor('10.1.2.3', CLOSED, other.url)).toEqual(all(404, CLOSED));
  expect((await other.get('/metrics')).status).toBe(200);
  await other.stop();
});

describe('a server that waits for its database', () => {
  let away: ServerProcess;
  beforeAll(async () => {
    const DATABASE_URL = 'postgres://127.0.0.1:1/away';
    const { username: ADMIN_USERNAME } = ADMIN;
    away = await spawnServer({ DATABASE_URL, ADMIN_USERNAME, TRUSTED_PROXIES: '127.0.0.1' });
    await until(() => away.get('/healthz').catch(() => undefined));
  });
  afterAll(() => away.kill('SIGKILL'));

  test('tells no stranger that it is not ready', async () => {
    expect(await statusesFor('10.1.2.3', ['/readyz'], away.url)).toEqual([503]);
    expect(await statusesFor(STRANGER, ['/readyz', '/healthz'], away.url)).toEqual([404, 200]);
  });
});
