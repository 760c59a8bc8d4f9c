import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { newDatabase } from '../support/database.ts';
import { freePort } from '../support/postgres.ts';
import { newApiToken } from '../support/posting.ts';
import { startWire } from '../support/proxy.ts';
import { PROXY_KINDS, type ProxyKind, replaceIn } from '../support/proxy-files.ts';
import { type ProxyOptions, startProxy } from '../support/reverse-proxy.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';
import { type Examined, examine } from './examine.ts';

const DOCTORS = 30;
const DAY_MS = 24 * 3_600_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const VALID = { from: inDays(-1), to: inDays(60) };

let server: TestServer;
/** One a doctor, each of an administrator who hears nothing of the others. */
let tokens: string[];
beforeAll(async () => {
  // Nothing else may happen on the streams that are left alone.
  const quiet = { HEARTBEAT_INTERVAL_MS: '100000', HEARTBEAT_TIMEOUT_MS: '600000' };
  server = await startServer({ TRUSTED_PROXIES: '127.0.0.1', WEB_CLIENT: 'on', ...quiet });
  const admin = await signIn(server, ADMIN);
  tokens = await Promise.all(
    Array.from({ length: DOCTORS }, (_, index) => newAdministrator(admin, `administrator${index}`)),
  );
});
afterAll(() => server.stop());

/** Signed out again, since whoever comes or goes is an event to all. */
async function newAdministrator(admin: Person, name: string): Promise<string> {
  const user = await addUser(server, admin.token, name);
  await server.patch(`/users/${user.id}`, { role: 'admin' }, admin.token);
  const session = await signIn(server, user);
  const token = await newApiToken(server, session.token);
  await server.delete('/session', session.token);
  return token;
}

/** What the doctor says of the server behind such a proxy. */
async function behind(
  kind: ProxyKind,
  { idleMs, ...options }: Partial<ProxyOptions> & { idleMs?: number } = {},
): Promise<Examined> {
  const token = tokens.pop();
  if (token === undefined) throw new Error(`there are more than ${DOCTORS} doctors`);
  const proxy = await startProxy(kind, { servers: [server.url], validity: VALID, ...options });
  try {
    const { url, certificateFile } = proxy;
    return await examine(url, { certificateFile, token, ...(idleMs && { idleMs }) });
  } finally {
    await proxy.stop();
  }
}

/** CI's machine is shared, and slow at times. */
const butSlowness = (names: string[]) =>
  names.filter((name) => !['database', 'first event', 'one by one'].includes(name));

const replacing = (from: string | RegExp, to: string) => ({
  edit: (text: string) => replaceIn(text, from, to),
});

describe.concurrent('with what is shipped', () => {
  test.each(PROXY_KINDS)('all is well behind %s', async (kind) => {
    const { all, get } = await behind(kind);
    expect(all('failure')).toEqual([]);
    expect(butSlowness(all('warning'))).toEqual([]);
    // The test's ports are no 443 and 80, and it has no time.
    expect(all('skipped')).toEqual(['port 80', 'pings', 'idle stream']);
    expect(get('protocol').found).toBe('HTTP/2 over TLSv1.3');
  });

  test('a ping keeps a stream open past a timeout that is a little longer', async () => {
    const { all, get } = await behind('nginx', {
      ...replacing('proxy_read_timeout 60s', 'proxy_read_timeout 18s'),
      idleMs: 19_500,
    });
    expect(all('failure')).toEqual([]);
    expect(get('pings')).toMatchObject({ status: 'ok', found: expect.stringMatching(/^1, /) });
  });
});

describe.concurrent('it names the fault and the line to change where', () => {
  test('buffering is on', async () => {
    const { all, get, report } = await behind('nginx', {
      ...replacing(
        'proxy_buffering off;',
        'proxy_buffering on; proxy_http_version 1.0; proxy_ignore_headers X-Accel-Buffering;',
      ),
    });
    expect(report.proxy).toBe('nginx');
    expect(all('failure')).toEqual(['first event', 'one by one']);
    expect(get('first event').found).toMatch(/^buffered: none within 5\.0 s/);
    expect(get('first event').fixes).toEqual([
      { place: 'nginx', change: expect.stringContaining('proxy_buffering off;') },
    ]);
  });

  test.each<[ProxyKind, string | RegExp, string]>([
    ['nginx', 'gzip off;', 'gzip on; gzip_types text/event-stream;'],
    [
      'caddy',
      'handle /api/v1/events {',
      'handle /api/v1/events {\n\t\tencode {\n\t\t\tgzip\n\t\t\tminimum_length 1\n\t\t\tmatch {\n\t\t\t\theader Content-Type text/event-stream*\n\t\t\t}\n\t\t}\n',
    ],
  ])('compression is on in %s', async (kind, from, to) => {
    const { all, get } = await behind(kind, replacing(from, to));
    expect(all('failure')).toEqual(['compression']);
    expect(get('compression').found).toContain('gzip');
    expect(get('compression').fixes.map(({ place }) => place)).toContain(kind);
  });

  test.each<[ProxyKind, string, string]>([
    ['nginx', 'proxy_read_timeout 60s', 'proxy_read_timeout 3s'],
    ['haproxy', 'timeout server 60s', 'timeout server 3s'],
    ['caddy', 'read_timeout 60s', 'read_timeout 3s'],
  ])('a timeout is shorter than the ping in %s', async (kind, from, to) => {
    const { all, get } = await behind(kind, { ...replacing(from, to), idleMs: 10_000 });
    expect(all('failure')).toEqual(['idle stream']);
    expect(get('idle stream').found).toMatch(
      / [23]\.\d s after the last event: a timeout shorter than the 15 s to a ping/,
    );
    expect(get('idle stream').fixes.map(({ place }) => place)).toContain(kind);
  });

  test.each<[ProxyKind, string | RegExp, string]>([
    ['nginx', 'proxy_set_header X-Forwarded-For $remote_addr;', ''],
    ['haproxy', 'http-request set-header X-Forwarded-For %[src]', ''],
    ['caddy', 'import servers', 'import servers\n\t\t\theader_up -X-Forwarded-For'],
  ])('the forwarded header is missing in %s', async (kind, from, to) => {
    const { get } = await behind(kind, replacing(from, to));
    expect(get('client address')).toMatchObject({
      status: 'failure',
      found: expect.stringContaining('sends no X-Forwarded-For'),
    });
    expect(get('client address').fixes.map(({ place }) => place)).toContain(kind);
  });

  test('the protocol is not forwarded', async () => {
    const { all, get } = await behind(
      'nginx',
      replacing('proxy_set_header X-Forwarded-Proto $scheme;', ''),
    );
    expect(all('failure')).toEqual(['https seen']);
    expect(get('https seen').found).toContain('X-Forwarded-Proto');
  });

  test('the proxy is not in the trusted range', async () => {
    const { all, get } = await behind(
      'nginx',
      replacing('proxy_http_version 1.1;', 'proxy_http_version 1.1; proxy_bind 127.0.0.2;'),
    );
    expect(all('failure')).toEqual(['client address']);
    expect(get('client address').found).toContain('TRUSTED_PROXIES lacks the proxy 127.0.0.2');
    expect(get('client address').fixes).toEqual([
      { place: 'settings', change: 'TRUSTED_PROXIES=127.0.0.1/32,127.0.0.2' },
    ]);
  });

  test('a client can make up its address', async () => {
    const { all, get } = await behind(
      'nginx',
      replacing('X-Forwarded-For $remote_addr;', 'X-Forwarded-For $proxy_add_x_forwarded_for;'),
    );
    expect(all('failure')).toEqual(['forged address']);
    expect(get('forged address').fixes.map(({ place }) => place)).toEqual(['nginx', 'settings']);
  });

  test('the certificate has expired, and the token is not sent', async () => {
    const { all, get } = await behind('haproxy', {
      validity: { from: inDays(-90), to: inDays(-3) },
    });
    expect(all('failure')).toEqual(['certificate']);
    expect(get('certificate').found).toMatch(/^expired 3 days ago/);
    // What needs no token goes on.
    expect(get('ready').status).toBe('ok');
    expect(get('token')).toMatchObject({
      status: 'skipped',
      found: expect.stringContaining('token is not sent'),
    });
  });

  test('bodies are limited too much, there is no HTTP/2, metrics are open', async () => {
    const { all } = await behind('nginx', {
      edit: (text) =>
        [
          ['client_max_body_size 1m;', 'client_max_body_size 32k;'],
          [' ssl http2;', ' ssl;'],
          ['location = /metrics {\n    return 404;', 'location = /elsewhere {\n    return 404;'],
        ].reduce((edited, [from = '', to = '']) => replaceIn(edited, from, to), text),
    });
    expect(all('failure')).toEqual(['long messages']);
    expect(butSlowness(all('warning'))).toEqual(['protocol', 'upload limit', 'metrics']);
  });

  test.each<[ProxyKind, string]>([
    ['nginx', 'the server lives, but is not ready: The database does not answer.'],
    // It asks the server itself whether it is ready, and then takes it for gone.
    [
      'haproxy',
      'answered with 503 by the proxy: no server behind it is there and has its database',
    ],
  ])('the database is away behind %s', async (kind, found) => {
    const database = await newDatabase();
    const wire = await startWire(urlOf(database));
    const url = new URL(urlOf(database));
    url.port = new URL(wire.url).port;
    const away = await startServer({ DATABASE_URL: url.href }, database);
    try {
      await wire.close();
      await until(async () => (await away.get('/readyz')).status === 503);
      const { all, get } = await behind(kind, { servers: [away.url] });
      expect(all('failure')).toEqual(['ready']);
      expect(get('ready').found).toContain(found);
      expect(get('ready').fixes.map(({ place }) => place)).toContain('server');
    } finally {
      await away.stop();
      await database.remove();
    }
  });

  test('no server is behind the proxy', async () => {
    const servers = [`http://127.0.0.1:${await freePort()}`];
    const { all, get } = await behind('nginx', { servers });
    expect(all('failure')).toEqual(['ready']);
    expect(get('ready').found).toMatch(/^answered with 502 by the proxy/);
  });
});
