import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageHeaders } from '../../api/web/page-files.ts';
import { send, sendBytes } from '../http/raw.ts';
import { device } from '../support/api.ts';
import { buildPage } from '../support/page.ts';
import { requestFrom } from '../support/request-from.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

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
      'trusted-types pdf-worker',
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

test('what reads PDFs is a script that asks for nothing and runs nothing else', () => {
  const headers = pageHeaders('/assets/pdf.worker.min-CIqJB0yW.mjs');
  expect(headers['content-type']).toContain('text/javascript');
  expect(headers['content-security-policy']).toBe(
    "default-src 'none'; script-src 'wasm-unsafe-eval'",
  );
});

test('the page’s typeface is on its way before its style is read, from its own origin', async () => {
  const server = await startServer();
  const { body } = await server.get('/');
  const font = /rel="preload"\s+href="\.(\/assets\/[^"]+\.woff2)"/.exec(body)?.[1];
  const answer = await fetch(server.url + (font ?? expect.fail('no font')));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('font/woff2');
  await answer.body?.cancel();
  const licence = await (await fetch(`${server.url}/inter-licence.txt`)).text();
  expect(licence).toContain('SIL OPEN FONT LICENSE');
  await server.stop();
});

describe('a name of anybody else’s that leads to this machine', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());
  const ask = (host: string, path = '/') =>
    requestFrom('127.0.0.1', server.url, { path, headers: { host } });

  test.each([
    'rebound.example',
    'rebound.example:4000',
    'localhost.rebound.example',
    'rebound.example.localhost',
    'localhost.',
    '127.0.0.1.rebound.example',
  ])('shows a browser here no page, and gets no cookie: %j', async (host) => {
    expect(await ask(host)).toBe(403);
    const body = JSON.stringify({ ...ADMIN, device: device('of-a-browser') });
    const { status, headers } = await send(server.url, {
      method: 'POST',
      path: '/api/v1/sessions',
      headers: { host, 'content-type': 'application/json' },
      body,
    });
    expect([status, headers['set-cookie']]).toEqual([201, undefined]);
  });

  test('and an empty name is none', async () => {
    const bytes = 'GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n';
    expect(await sendBytes(server.url, bytes)).toMatch(/^HTTP\/1\.1 40[03] /);
  });

  test.each(['localhost', 'LocalHost:80', '127.0.0.1', '127.0.0.1:4000', '[::1]', '0.0.0.0:4000'])(
    '%s is a name of this machine',
    async (host) => expect(await ask(host)).toBe(200),
  );

  test('does not matter to a script, which shows what it has', async () => {
    expect(await ask('chat.example.lan', '/api/v1/setup')).toBe(200);
  });
});
