import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type Api, addUser, device, signIn } from '../support/api.ts';
import { ADMIN, type Env, startServer, type TestServer } from '../support/server.ts';

/** Signs the admin in as a browser would and returns the answer. */
function enter(server: Api, headers: Record<string, string> = {}, extra: object = {}) {
  const body = { ...ADMIN, device: device('browser-of-admin'), ...extra };
  return server.request('POST', '/sessions', { body, headers });
}

const cookieOf = (answer: { headers: Headers }) => answer.headers.getSetCookie()[0];
const pairOf = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

describe('the session cookie', () => {
  let server: TestServer;
  let cookie: string;
  beforeAll(async () => {
    server = await startServer();
    cookie = pairOf(cookieOf(await enter(server)));
  });
  afterAll(() => server.stop());

  const heartbeat = (headers: Record<string, string>) =>
    server.request('POST', '/session/heartbeat', { body: {}, headers: { cookie, ...headers } });

  test('is set HttpOnly and SameSite=Strict, and holds what signs in', async () => {
    const answer = await enter(server);
    expect(answer.status).toBe(201);
    const set = cookieOf(answer) ?? '';
    expect(set).toMatch(/; HttpOnly/i);
    expect(set).toMatch(/; SameSite=Strict/i);
    expect(set).toMatch(/; Path=\//i);
    expect(set).not.toMatch(/; Domain=/i);
    expect(set).not.toMatch(/; Secure/i);
    cookie = pairOf(set);
    const { status, body } = await server.request('GET', '/session', { headers: { cookie } });
    expect(status).toBe(200);
    expect(body.session.id).toBe(answer.body.session.id);
  });

  test('reads without an Origin', async () => {
    for (const path of ['/session', '/channels', '/presence']) {
      expect((await server.request('GET', path, { headers: { cookie } })).status).toBe(200);
    }
  });

  test('writes with an Origin of this server', async () => {
    expect((await heartbeat({ origin: server.url })).status).toBe(204);
  });

  test.each([
    ['without an Origin', () => ({})],
    ['with the Origin of another site', () => ({ origin: 'https://evil.example' })],
    [
      'with the Origin of another scheme',
      () => ({ origin: server.url.replace('http:', 'https:') }),
    ],
    ['with the Origin of another port', () => ({ origin: 'http://localhost:1' })],
    ['with a hidden Origin', () => ({ origin: 'null' })],
    ['with an Origin that begins alike', () => ({ origin: `${server.url}.evil.example` })],
    ['with an Origin that is nonsense', () => ({ origin: 'nonsense' })],
  ])('does not write %s', async (_how, headers) => {
    const { status, body } = await heartbeat(headers());
    expect(status).toBe(403);
    expect(body.code).toBe('forbidden');
  });

  test.each([
    ['POST', '/tokens'],
    ['PUT', '/users/me/password'],
    ['PATCH', '/users/00000000-0000-7000-8000-000000000000'],
    ['DELETE', '/session'],
  ])('does not %s %s across sites', async (method, path) => {
    const headers = { cookie, origin: 'https://evil.example' };
    const body = method === 'DELETE' ? undefined : {};
    expect((await server.request(method, path, { headers, body })).status).toBe(403);
    expect((await heartbeat({ origin: server.url })).status).toBe(204);
  });

  test('is not needed with a bearer token, and neither is an Origin', async () => {
    const { body } = await enter(server);
    cookie = pairOf(`workspace_session=${body.token}`);
    expect((await server.post('/session/heartbeat', {}, body.token)).status).toBe(204);
  });

  test('that is dead is not authenticated, with the reason', async () => {
    const old = pairOf(cookieOf(await enter(server)));
    cookie = pairOf(cookieOf(await enter(server)));
    const dead = await server.request('GET', '/session', { headers: { cookie: old } });
    expect(dead.status).toBe(401);
    expect(dead.body.reason).toBe('replaced');
    const wrong = 'workspace_session=nonsense';
    const never = await server.request('GET', '/session', { headers: { cookie: wrong } });
    expect(never.status).toBe(401);
  });

  test('opens a stream', async () => {
    const aborted = new AbortController();
    const { status, headers } = await fetch(`${server.url}/api/v1/events`, {
      headers: { cookie },
      signal: aborted.signal,
    });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/event-stream');
    aborted.abort();
  });

  test('is taken back at log-out', async () => {
    const out = await server.request('DELETE', '/session', {
      headers: { cookie, origin: server.url },
    });
    expect(out.status).toBe(204);
    const [name] = cookie.split('=');
    expect(cookieOf(out)).toMatch(new RegExp(`^${name}=;.*(Max-Age=0|Expires=Thu, 01 Jan 1970)`));
    expect((await server.request('GET', '/session', { headers: { cookie } })).status).toBe(401);
    cookie = pairOf(cookieOf(await enter(server)));
  });

  test('is not set where nobody is signed in', async () => {
    const user = await addUser(
      server,
      (await signIn(server, ADMIN, { takeover: true })).token,
      'x1',
    );
    const wrong = { username: user.username, password: 'not the password', device: device('x1') };
    expect((await server.post('/sessions', wrong)).headers.getSetCookie()).toEqual([]);
  });
});

describe('the cookie is for whom the page is served to', () => {
  let server: TestServer | undefined;
  afterEach(() => server?.stop());

  const forwarded: Record<string, string>[] = [
    { 'x-forwarded-for': '192.0.2.1' },
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-forwarded-host': 'chat.example' },
    { 'x-forwarded-proto': 'https' },
    { 'x-real-ip': '192.0.2.1' },
    { forwarded: 'for=192.0.2.1' },
    { via: '1.1 proxy' },
  ];
  const cases: { how: string; env: Env; directly: string; proxied: string }[] = [
    { how: 'by default', env: {}, directly: 'is set', proxied: 'is not set' },
    {
      how: 'with WEB_CLIENT=local',
      env: { WEB_CLIENT: 'local' },
      directly: 'is set',
      proxied: 'is not set',
    },
    { how: 'with WEB_CLIENT=on', env: { WEB_CLIENT: 'on' }, directly: 'is set', proxied: 'is set' },
    {
      how: 'with WEB_CLIENT=off',
      env: { WEB_CLIENT: 'off' },
      directly: 'is not set',
      proxied: 'is not set',
    },
  ];
  test.each(cases)(
    '$how it $directly for loopback and $proxied through a proxy',
    async ({ env, directly, proxied }) => {
      const running = await startServer({ ...env, TRUSTED_PROXIES: '127.0.0.1' });
      server = running;
      const isSet = async (headers: Record<string, string>) => {
        const answer = await enter(running, headers);
        expect(answer.status).toBe(201);
        return cookieOf(answer) === undefined ? 'is not set' : 'is set';
      };
      expect(await isSet({})).toBe(directly);
      for (const headers of forwarded) expect(await isSet(headers)).toBe(proxied);
    },
  );

  test('and is Secure where a trusted proxy says that the client came by https', async () => {
    server = await startServer({ WEB_CLIENT: 'on', TRUSTED_PROXIES: '127.0.0.1,::1' });
    const headers = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' };
    expect(cookieOf(await enter(server, headers))).toMatch(/; Secure/i);
    expect(cookieOf(await enter(server, {}))).not.toMatch(/; Secure/i);
  });

  test('and over https has the name that no other host can set, and no other name is read', async () => {
    const running = await startServer({ WEB_CLIENT: 'on', TRUSTED_PROXIES: '127.0.0.1,::1' });
    server = running;
    const proxied = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' };
    const set = cookieOf(await enter(running, proxied)) ?? '';
    expect(set).toMatch(/^__Host-workspace_session=wss_/);
    expect(set).toMatch(/; Path=\//i);
    expect(set).not.toMatch(/; Domain=/i);
    const ask = async (cookie: string) =>
      (await running.request('GET', '/session', { headers: { cookie, ...proxied } })).status;
    expect(await ask(pairOf(set))).toBe(200);
    expect(await ask(pairOf(set).replace('__Host-', ''))).toBe(401);
    const out = await running.request('DELETE', '/session', {
      headers: { cookie: pairOf(set), origin: running.url.replace('http:', 'https:'), ...proxied },
    });
    expect(cookieOf(out)).toMatch(/^__Host-workspace_session=;/);
  });

  test.each(['http', 'https'])(
    'and over %s it outlives the browser only where the device is remembered',
    async (scheme) => {
      const running = await startServer({ WEB_CLIENT: 'on', TRUSTED_PROXIES: '127.0.0.1,::1' });
      server = running;
      const headers = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': scheme };
      expect(cookieOf(await enter(running, headers))).not.toMatch(/; (Max-Age|Expires)=/i);
      expect(cookieOf(await enter(running, headers, { remember: true }))).toMatch(/; Max-Age=\d/i);
    },
  );

  test('and writes from pages of the scheme that a trusted proxy says, and of no other', async () => {
    const running = await startServer({ WEB_CLIENT: 'on', TRUSTED_PROXIES: '127.0.0.1,::1' });
    server = running;
    const secure = running.url.replace('http:', 'https:');
    const proxied = (proto?: string): Record<string, string> => ({
      'x-forwarded-for': '192.0.2.1',
      ...(proto === undefined ? {} : { 'x-forwarded-proto': proto }),
    });
    // Over HTTPS the cookie has another name, so each time somebody signs in as they write.
    const beat = async (origin: string, headers: Record<string, string>) => {
      const cookie = pairOf(cookieOf(await enter(running, headers)));
      const all = { cookie, origin, ...headers };
      return (await running.request('POST', '/session/heartbeat', { body: {}, headers: all }))
        .status;
    };
    expect(await beat(secure, proxied('https'))).toBe(204);
    expect(await beat(running.url, proxied('https'))).toBe(403);
    expect(await beat(running.url, proxied('http'))).toBe(204);
    expect(await beat(secure, proxied('http'))).toBe(403);
    // Where no proxy says, it may have been either.
    expect(await beat(secure, proxied())).toBe(204);
  });

  test('and is not Secure on the word of somebody who is not trusted', async () => {
    server = await startServer({ WEB_CLIENT: 'on' });
    expect(cookieOf(await enter(server, { 'x-forwarded-proto': 'https' }))).not.toMatch(
      /; Secure/i,
    );
  });
});
