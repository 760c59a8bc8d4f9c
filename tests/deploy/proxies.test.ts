import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { connect } from 'node:http2';
import path from 'node:path';
import { json, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Api,
  addUser,
  connectTo,
  device,
  generalOf,
  type Person,
  signIn,
} from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { download, upload } from '../support/files.ts';
import { newApiToken, post } from '../support/posting.ts';
import { PROXY_KINDS, type ProxyKind } from '../support/proxy-files.ts';
import { requestFrom } from '../support/request-from.ts';
import { type ReverseProxy, startProxy } from '../support/reverse-proxy.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** The server says too that nothing is to be held back: here the file alone must see to it. */
const EDITS: Record<ProxyKind, (text: string) => string> = {
  nginx: (text) => `proxy_ignore_headers X-Accel-Buffering;\n${text}`,
  haproxy: String,
  caddy: String,
};

/** Each of them leads to the metrics for somebody between the client and the server, or may. */
const SPELLINGS = [
  '/metrics',
  '/metrics?',
  '/%6Detrics',
  '//metrics',
  '/./metrics',
  '/x/../metrics',
  '/x/%2e%2e/metrics',
  '/.%2E/metrics',
  '/x%2f..%2fmetrics',
  '/metrics/',
  '/metrics/.',
  '/metrics;x',
  '/METRICS',
  '/metrics%23',
];

const MEBIBYTE = 2 ** 20;

/** How much the server has of each upload under way. */
function partsOf({ env }: TestDatabase): number[] {
  const folder = path.join('FILES_DIR' in env ? env.FILES_DIR : '', 'parts');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((name) => statSync(path.join(folder, name)).size);
}

/** What is between the client and the server does not depend on the database. */
describe('a server', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let admin: Person;
  let token: string;
  let general: string;
  beforeAll(async () => {
    database = await newDatabase();
    server = await spawnServer({
      ...database.env,
      TRUSTED_PROXIES: '127.0.0.1',
      WEB_CLIENT: 'on',
      HEARTBEAT_TIMEOUT_MS: '600000',
      LOG_LEVEL: 'debug',
    });
    await isReady(server);
    admin = await signIn(server, ADMIN);
    token = await newApiToken(server, admin.token);
    general = await generalOf(server, token);
  });
  afterAll(async () => {
    await server.kill('SIGKILL');
    await database.remove();
  });

  /** The client's address in the server's log of one request, which `ask` makes with these headers. */
  async function loggedAddress(ask: (headers: Record<string, string>) => Promise<unknown>) {
    const id = randomUUID();
    await ask({ 'x-request-id': id });
    return until(() => {
      const line = server
        .output()
        .split('\n')
        .find((one) => one.includes(id));
      return line === undefined ? undefined : String(JSON.parse(line).address);
    });
  }

  test('does not believe forwarding headers from where no proxy is trusted', async () => {
    const address = await loggedAddress((headers) =>
      requestFrom('127.0.0.9', `${server.url}/api/v1/setup`, {
        headers: { ...headers, 'x-forwarded-for': '10.9.9.9' },
      }),
    );
    expect(address).toBe('127.0.0.9');
  });

  describe.each(PROXY_KINDS)('behind %s', (kind) => {
    let proxy: ReverseProxy;
    let api: Api;
    beforeAll(async () => {
      proxy = await startProxy(kind, { servers: [server.url], edit: EDITS[kind] });
      api = connectTo(proxy.url);
    });
    afterAll(() => proxy.stop());

    test('is reached by HTTPS alone', async () => {
      const { status, headers } = await fetch(`${proxy.plainUrl}/api/v1/setup?a=b`, {
        redirect: 'manual',
      });
      expect(status).toBe(308);
      expect(headers.get('location')).toMatch(/^https:\/\/.*\/api\/v1\/setup\?a=b$/);
    });

    test('is signed in to and followed by HTTP/2', async () => {
      const connection = connect(proxy.url);
      const ask = (method: string, path: string, bearer?: string, body?: unknown) => {
        const request = connection.request({
          ':method': method,
          ':path': `/api/v1${path}`,
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        });
        return request.end(body === undefined ? undefined : JSON.stringify(body));
      };
      try {
        const user = await addUser(server, admin.token, `by-h2-to-${kind}`);
        const answer = await json(
          ask('POST', '/sessions', undefined, { ...user, id: undefined, device: device() }),
        );
        expect(answer).toMatchObject({ token: expect.any(String), user: { id: user.id } });
        expect(connection.alpnProtocol).toBe('h2');
        const events = ask('GET', '/events', token);
        let seen = '';
        events.setEncoding('utf8').on('data', (data) => {
          seen += data;
        });
        await until(() => seen.includes('event: ready'));
        await text(ask('POST', `/channels/${general}/messages`, token, { body: `by ${kind}` }));
        await until(() => seen.includes(`by ${kind}`));
      } finally {
        connection.destroy();
        await once(connection, 'close');
      }
    });

    test('sends each event before the next is posted, and as it is', async () => {
      const stream = await api.follow(token);
      for (let count = 0; count < 10; count += 1) {
        const { id } = await post(api, token, general, `number ${count}`);
        await stream.next('message.created', (message) => message.id === id, 1_000);
      }
      expect(stream.headers.get('content-encoding')).toBeNull();
      stream.abort();
    });

    test('has its page compressed', async () => {
      const headers = { 'accept-encoding': 'gzip, br' };
      const page = await api.get('/');
      const script = /src="([^"]*assets[^"]+\.js)"/.exec(page.body)?.[1] ?? '';
      for (const path of [script, '/api/v1/openapi.json']) {
        const response = await fetch(new URL(path, proxy.url), { headers });
        await response.body?.cancel();
        expect([response.status, response.headers.get('content-encoding')]).toEqual([200, 'gzip']);
      }
    });

    test('is resumed through a restart of the proxy', async () => {
      const stream = await api.follow(token);
      await post(api, token, general, 'before');
      await stream.next('message.created');
      await proxy.restart();
      await until(() => stream.isOver());
      await post(server, token, general, 'meanwhile');
      const resumed = await api.follow(token, stream.cursor());
      await post(api, token, general, 'after');
      await resumed.next('message.created', ({ body }) => body === 'after');
      expect([...stream.bodies(), ...resumed.bodies()]).toEqual(['before', 'meanwhile', 'after']);
      resumed.abort();
    });

    test('sees who asks, whatever they say', async () => {
      for (const forwarded of [{}, { 'x-forwarded-for': '10.9.9.9', forwarded: 'for=10.9.9.9' }]) {
        const address = await loggedAddress((headers) =>
          requestFrom('127.0.0.2', `${proxy.url}/api/v1/setup`, {
            headers: { ...headers, ...forwarded },
          }),
        );
        expect(address).toBe('127.0.0.2');
      }
    });

    test('slows down the address that guesses, and no other', async () => {
      const { username } = await addUser(server, admin.token, `guessed-by-${kind}`);
      let guesses = 0;
      const guess = (address: string) => {
        guesses += 1;
        return requestFrom(address, `${proxy.url}/api/v1/sessions`, {
          method: 'POST',
          headers: { 'x-forwarded-for': `10.9.9.${guesses}` },
          body: { username, password: 'not the password', device: device() },
        });
      };
      await until(async () => guesses < 30 && (await guess('127.0.0.2')) === 429);
      expect(await guess('127.0.0.3')).toBe(401);
    });

    test('knows that its cookie came by HTTPS, and what comes from its own page', async () => {
      const user = await addUser(server, admin.token, `cookie-by-${kind}`);
      const { headers } = await api.request('POST', '/sessions', {
        body: { username: user.username, password: user.password, device: device() },
      });
      const [cookie = '', ...attributes] = headers.get('set-cookie')?.split('; ') ?? [];
      expect(attributes).toContain('Secure');
      // As from the port that browsers leave out.
      const beatFrom = (origin: string) =>
        requestFrom('127.0.0.1', `${proxy.url}/api/v1/session/heartbeat`, {
          method: 'POST',
          headers: { cookie, origin, host: 'localhost' },
          body: {},
        });
      expect(await beatFrom('https://localhost')).toBe(204);
      expect(await beatFrom('https://elsewhere.example')).toBe(403);
    });

    test('refuses a large body itself', async () => {
      const answer = await api.post(
        `/channels/${general}/messages`,
        { body: 'x'.repeat(100_000) },
        token,
      );
      expect([answer.status, answer.body.code]).toEqual([413, 'body-too-large']);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });

    test('passes a file on as it comes, however large, and down again', async () => {
      const bytes = new Uint8Array(3 * MEBIBYTE).map((_, index) => index % 251);
      const source = new TransformStream<Uint8Array, Uint8Array>();
      const writer = source.writable.getWriter();
      const answered = upload(api, token, source.readable, `by-${kind}.bin`);
      await writer.write(bytes.subarray(0, 2 * MEBIBYTE));
      await until(() => partsOf(database).some((size) => size > MEBIBYTE));
      await writer.write(bytes.subarray(2 * MEBIBYTE));
      await writer.close();
      const { status, body } = await answered;
      expect([status, body.size]).toEqual([201, bytes.length]);
      const down = await download(api, token, body.id);
      expect([down.status, down.bytes.equals(bytes)]).toEqual([200, true]);
      const part = await download(api, token, body.id, { range: 'bytes=250-252' });
      expect([part.status, [...part.bytes]]).toEqual([206, [250, 0, 1]]);
    });

    test('keeps its metrics to itself', async () => {
      for (const path of SPELLINGS) {
        const status = await requestFrom('127.0.0.1', proxy.url, { path });
        expect([400, 404], path).toContain(status);
      }
      expect((await server.get('/metrics')).status).toBe(200);
    });

    test('answers HEAD and OPTIONS as without it', async () => {
      const headers = { authorization: `Bearer ${token}` };
      for (const [method, path] of [
        ['HEAD', '/'],
        ['HEAD', '/api/v1/events'],
        ['HEAD', '/api/v1/channels'],
        ['OPTIONS', '/api/v1/channels'],
      ] as const) {
        const [near, far] = await Promise.all(
          [server, proxy].map(({ url }) => fetch(url + path, { method, headers })),
        );
        expect([method, path, far?.status]).toEqual([method, path, near?.status]);
      }
    });
  });
});
