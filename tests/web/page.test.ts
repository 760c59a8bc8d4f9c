import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildPage } from '../support/page.ts';
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
