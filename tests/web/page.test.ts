import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sendBytes } from '../http/raw.ts';
import { buildPage } from '../support/page.ts';
import { requestFrom } from '../support/request-from.ts';
import { startServer, type TestServer } from '../support/server.ts';

const forwarded = { 'x-forwarded-for': '10.0.0.1' };

beforeAll(buildPage);

describe.each([
  ['local', 200, 403],
  ['on', 200, 200],
  ['off', 403, 403],
] as const)('with WEB_CLIENT=%s', (webClient, local, proxied) => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer({ WEB_CLIENT: webClient });
  });
  afterAll(() => server.stop());

  test(`the page answers ${local} on this machine and ${proxied} through a proxy`, async () => {
    expect((await server.get('/')).status).toBe(local);
    expect((await server.request('GET', '/', { headers: forwarded })).status).toBe(proxied);
  });
});

describe('the page', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  test('may run its own scripts alone, make no HTML from strings, and ask no other host', async () => {
    const { headers, body } = await server.get('/');
    const policy = headers.get('content-security-policy');
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "connect-src 'self'",
      "frame-ancestors 'none'",
      "trusted-types 'none'",
    ]) {
      expect(policy).toContain(rule);
    }
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(body).not.toMatch(/https?:\/\//);
  });

  test('is looked at anew each time, and what it is made of is kept', async () => {
    const { headers, body } = await server.get('/');
    expect(headers.get('cache-control')).toBe('no-cache');
    const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(body)?.[1] ?? expect.fail('no script');
    const answer = await fetch(server.url + script);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toContain('text/javascript');
    expect(answer.headers.get('cache-control')).toContain('immutable');
    await answer.body?.cancel();
    const absent = await fetch(`${server.url}/assets/../package.json`);
    expect(absent.status).toBe(404);
  });
});

describe('a name of anybody else’s that leads to this machine', () => {
  let server: TestServer;
  let proxied: TestServer;
  beforeAll(async () => {
    server = await startServer({ WEB_CLIENT: 'on' });
    proxied = await startServer(
      { WEB_CLIENT: 'on', TRUSTED_PROXIES: '127.0.0.1' },
      server.database,
    );
  });
  afterAll(async () => {
    await proxied.stop();
    await server.stop();
  });

  const ask = (path: string, host: string, headers: Record<string, string> = {}, of = server) =>
    requestFrom('127.0.0.1', of.url, { path, headers: { ...headers, host } });
  const PATHS = [
    '/',
    '/docs',
    '/metrics',
    '/api/v1/setup',
    '/api/v1/session',
    '/api/v1/openapi.json',
  ];

  test.each([
    'rebound.example',
    'rebound.example:4000',
    'localhost.rebound.example',
    'rebound.example.localhost',
    'localhost.',
    'localhost:4000x',
    '[::1].rebound.example',
    '127.0.0.1.rebound.example',
    '0.0.0.0:4000',
  ])('shows a browser here neither the page nor the API: %j', async (host) => {
    for (const path of PATHS) expect([400, 403], path).toContain(await ask(path, host));
    const body = { username: 'admin', password: 'x', device: { fingerprint: 'of-a-rebound-page' } };
    const options = { method: 'POST', path: '/api/v1/sessions', headers: { host }, body };
    expect([400, 403]).toContain(await requestFrom('127.0.0.1', server.url, options));
  });

  test('and an empty name is none', async () => {
    const bytes = 'GET /metrics HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n';
    expect(await sendBytes(server.url, bytes)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test.each(['localhost', 'LocalHost:80', '127.0.0.1', '127.0.0.1:4000', '[::1]', '[::1]:4000'])(
    '%s is a name of this machine',
    async (host) => {
      expect([await ask('/', host), await ask('/api/v1/setup', host)]).toEqual([200, 200]);
    },
  );

  test('what a proxy passes on may have any name, and so may whoever asks how the server is', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    expect(await ask('/', 'chat.example.lan', headers)).toBe(200);
    expect(await ask('/api/v1/setup', 'chat.example.lan', headers, proxied)).toBe(200);
    for (const path of ['/healthz', '/readyz']) expect(await ask(path, 'workspace')).toBe(200);
  });
});
