import { afterAll, describe, expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { newDatabase } from '../support/database.ts';
import { newApiToken } from '../support/posting.ts';
import { startWire } from '../support/proxy.ts';
import { PROXY_KINDS, type ProxyKind, replaceIn } from '../support/proxy-files.ts';
import { type ProxyOptions, startProxy } from '../support/reverse-proxy.ts';
import { isLong } from '../support/rounds.ts';
import { startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';
import { type Examined, examine } from './examine.ts';

const DOCTORS = 14;
const VALID = { from: -1, to: 60 };

// Nothing else may happen on the streams that are left alone.
const quiet = { HEARTBEAT_INTERVAL_MS: '100000', HEARTBEAT_TIMEOUT_MS: '600000' };
const env = { TRUSTED_PROXIES: '127.0.0.1', WEB_CLIENT: 'on', ...quiet };
const { server, admin } = await serverForSuite(env);
/** On the same database, with pings after so long. */
const pinging = await startServer({ ...env, PING_INTERVAL_MS: '200' }, server.database);
afterAll(pinging.stop);
/** One a doctor, each of an administrator who hears nothing of the others. */
const tokens = await Promise.all(
  Array.from({ length: DOCTORS }, (_, index) => newAdministrator(`administrator${index}`)),
);

/** Signed out again, since whoever comes or goes is an event to all. */
async function newAdministrator(name: string): Promise<string> {
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
  options: Partial<ProxyOptions> & { idleMs?: number; patienceMs?: number } = {},
): Promise<Examined> {
  const token = tokens.pop();
  if (token === undefined) throw new Error(`there are more than ${DOCTORS} doctors`);
  const proxy = await startProxy(kind, { servers: [server.url], validity: VALID, ...options });
  try {
    const { url, authorityFile } = proxy;
    return await examine(url, { ...options, authorityFile, token });
  } finally {
    await proxy.stop();
  }
}

/** CI's machine is shared, and slow at times. */
const butSlowness = (names: string[]) =>
  names.filter((name) => !['database', 'first event', 'one by one'].includes(name));

const replacing = (...pairs: [from: string | RegExp, to: string][]) => ({
  edit: (text: string) => pairs.reduce((edited, [from, to]) => replaceIn(edited, from, to), text),
});

/** Vitest runs five of these at a time; they wait for most of it. */
describe.concurrent('the doctor', () => {
  test('notices that events are buffered', async () => {
    const { all, get, report } = await behind('nginx', {
      ...replacing([
        'proxy_buffering off;',
        'proxy_buffering on; proxy_http_version 1.0; proxy_ignore_headers X-Accel-Buffering;',
      ]),
      patienceMs: 500,
    });
    expect(report.proxy).toBe('nginx');
    expect(all('failure')).toEqual(['first event', 'one by one']);
    expect(get('first event').found).toMatch(/^buffered: none within /);
    expect(get('first event').fixes).toEqual([
      { place: 'nginx', change: expect.stringContaining('proxy_buffering off;') },
    ]);
  });

  test.each(isLong() ? PROXY_KINDS : ['nginx' as const])(
    'finds all well behind %s with the file that is shipped',
    async (kind) => {
      const { all, get } = await behind(kind, { servers: [pinging.url], idleMs: 1_000 });
      expect(all('failure')).toEqual([]);
      // Caddy has no limit without a module.
      expect(butSlowness(all('warning'))).toEqual(kind === 'caddy' ? ['sign-in limit'] : []);
      // The test's ports are no 443 and 80, and a second is less than proxies wait.
      expect(all('skipped')).toEqual(['port 80', 'idle stream']);
      expect(get('protocol').found).toBe('HTTP/2 over TLSv1.3');
    },
  );

  const wrong: [ProxyKind, string[], ...[string, string][]][] = [
    [
      'nginx',
      ['client address', 'forged address', 'compression', 'idle stream'],
      ['proxy_set_header X-Forwarded-For $remote_addr;', ''],
      ['gzip off;', 'gzip on; gzip_types text/event-stream;'],
      ['proxy_read_timeout 60s', 'proxy_read_timeout 3s'],
    ],
    [
      'haproxy',
      ['client address', 'forged address', 'idle stream'],
      ['http-request set-header X-Forwarded-For %[src]', ''],
      ['timeout server 60s', 'timeout server 3s'],
    ],
    [
      'caddy',
      ['client address', 'compression', 'idle stream'],
      ['import servers', 'import servers\n\t\t\theader_up -X-Forwarded-For'],
      [
        'handle /api/v1/events {',
        'handle /api/v1/events {\n\t\tencode {\n\t\t\tgzip\n\t\t\tminimum_length 1\n\t\t\tmatch {\n\t\t\t\theader Content-Type text/event-stream*\n\t\t\t}\n\t\t}\n',
      ],
      ['read_timeout 60s', 'read_timeout 3s'],
    ],
  ];
  test.each(isLong() ? wrong : wrong.slice(0, 1))(
    'says what to change in %s: %j',
    async (kind, faults, ...edits) => {
      // Longer than a busy machine stands still, which a shorter timeout would take for a stream to cut.
      const { all, get } = await behind(kind, { ...replacing(...edits), idleMs: 10_000 });
      expect(butSlowness(all('failure'))).toEqual(faults);
      for (const name of faults) {
        expect(get(name).fixes.map(({ place }) => place)).toContain(kind);
      }
      expect(get('client address').found).toContain('sends no X-Forwarded-For');
      expect(get('idle stream').found).toContain(': a timeout shorter than the 15.0 s to a ping');
    },
  );

  test('notices what a careless file lets through, and what it keeps out', async () => {
    const { all, get } = await behind(
      'nginx',
      replacing(
        ['X-Forwarded-For $remote_addr;', 'X-Forwarded-For $proxy_add_x_forwarded_for;'],
        ['proxy_set_header X-Forwarded-Proto $scheme;', ''],
        ['client_max_body_size 1m;', 'client_max_body_size 32k;'],
        ['client_max_body_size 0;', 'client_max_body_size 10m;'],
        [' ssl http2;', ' ssl;'],
        ['location = /metrics {\n    return 404;', 'location = /elsewhere {\n    return 404;'],
      ),
    );
    expect(all('failure')).toEqual(['forged address', 'https seen', 'long messages', 'files']);
    expect(butSlowness(all('warning'))).toEqual(['protocol', 'upload limit', 'metrics']);
    expect(get('forged address').fixes.map(({ place }) => place)).toEqual(['nginx', 'settings']);
    expect(get('https seen').found).toContain('X-Forwarded-Proto');
  });

  test('notices a proxy that is not in the trusted range', async () => {
    const { all, get } = await behind(
      'nginx',
      replacing(['proxy_http_version 1.1;', 'proxy_http_version 1.1; proxy_bind 127.0.0.2;']),
    );
    expect(all('failure')).toEqual(['client address']);
    expect(get('client address').found).toContain('TRUSTED_PROXIES lacks the proxy 127.0.0.2');
    expect(get('client address').fixes).toEqual([
      { place: 'settings', change: 'TRUSTED_PROXIES=127.0.0.1/32,127.0.0.2' },
    ]);
  });

  test('notices that browsers may come without TLS, and sign in without end, and that the certificate ends in two days', async () => {
    const { all, get } = await behind('nginx', {
      validity: { from: -30, to: 2.5 },
      ...replacing(
        [/add_header Strict-Transport-Security .*/, ''],
        ['add_header RateLimit-Policy $sign_in_policy always;', ''],
      ),
    });
    expect(all('failure')).toEqual(['certificate']);
    expect(get('certificate').found).toMatch(/valid for 2 days more/);
    expect(butSlowness(all('warning'))).toEqual(['hsts', 'sign-in limit']);
    for (const name of ['hsts', 'sign-in limit']) {
      expect(get(name).fixes).toMatchObject([{ place: 'nginx' }]);
    }
  });

  test('examines a server that does not tell this address whether it is ready', async () => {
    const other = await startServer({ ...env, OPS_ACCESS: 'none' }, server.database);
    try {
      // For somebody behind the proxy; the proxy itself, whose address it has, may always ask.
      const { all, get } = await behind('nginx', {
        servers: [other.url],
        ...replacing([
          'proxy_set_header X-Forwarded-For $remote_addr;',
          'proxy_set_header X-Forwarded-For 198.51.100.7;',
        ]),
      });
      expect(get('ready')).toMatchObject({
        status: 'skipped',
        found: expect.stringContaining('OPS_ACCESS'),
      });
      expect(all('failure')).toEqual([]);
      expect(get('token').status).toBe('ok');
    } finally {
      await other.stop();
    }
  });

  test('notices that the certificate has expired, and does not send the token', async () => {
    const { all, get } = await behind('haproxy', {
      validity: { from: -90, to: -3 },
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

  test('tells a server without its database from a proxy without a server', async () => {
    const database = await newDatabase();
    const wire = await startWire(urlOf(database));
    const url = new URL(urlOf(database));
    url.port = new URL(wire.url).port;
    const away = await startServer({ ...env, DATABASE_URL: url.href }, database);
    try {
      await wire.close();
      await until(async () => (await away.get('/readyz')).status === 503);
      const found = {
        nginx:
          'the server lives, but is not ready: The database does not answer, or takes no writes.',
        // It asks the server itself whether it is ready, and then takes it for gone.
        haproxy:
          'answered with 503 by the proxy: no server behind it is there and has its database',
      };
      for (const kind of ['nginx', 'haproxy'] as const) {
        const { all, get } = await behind(kind, { servers: [away.url] });
        expect(all('failure')).toEqual(['ready']);
        expect(get('ready').found).toContain(found[kind]);
        expect(get('ready').fixes.map(({ place }) => place)).toContain('server');
      }
    } finally {
      await away.stop();
      await database.remove();
    }
  });
});
