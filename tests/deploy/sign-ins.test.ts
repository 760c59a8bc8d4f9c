import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROXY_KINDS, type ProxyKind } from '../support/proxy-files.ts';
import { type ReverseProxy, startProxies } from '../support/reverse-proxy.ts';

/** How many sign-ins of one address are let through at once. */
const AT_ONCE = 300;
const YEAR = 'max-age=31536000';
/** Caddy itself has no limit, as its file says. */
const LIMITED = PROXY_KINDS.filter((kind) => kind !== 'caddy');

let server: Server;
let proxies: ReverseProxy[] = [];
const agents: Agent[] = [];

beforeAll(async () => {
  // It takes any sign-in, so that only the proxy's own limit is met.
  server = createServer((incoming, response) => {
    incoming.resume().on('end', () => response.writeHead(200).end('taken'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  proxies = await startProxies({ servers: [`http://127.0.0.1:${address.port}`] });
});
afterAll(async () => {
  for (const agent of agents) agent.destroy();
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  server.close().closeAllConnections();
});

interface Answer {
  status: number | undefined;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Asks from one address of this machine, over a few connections. */
function client(kind: ProxyKind, localAddress: string) {
  const proxy = proxies[PROXY_KINDS.indexOf(kind)];
  if (proxy === undefined) throw new Error(`${kind} was not started`);
  const agent = new Agent({ keepAlive: true, maxSockets: 6, localAddress, family: 4 });
  agents.push(agent);
  return (method: string, path: string): Promise<Answer> =>
    new Promise((resolve, reject) => {
      request(new URL(path, proxy.url), { method, agent }, (response) => {
        const { statusCode: status, headers } = response;
        text(response).then((body) => resolve({ status, headers, body }), reject);
      })
        .on('error', reject)
        .end(method.startsWith('P') ? '{}' : undefined);
    });
}

const SIGN_INS = [
  ['POST', '/api/v1/sessions'],
  ['POST', '/api/v1/setup'],
  ['PUT', '/api/v1/users/me/password'],
] as const;

describe.each(LIMITED)('%s', (kind) => {
  test('lets a whole office sign in at once, and then says when to come again', async () => {
    const ask = client(kind, '127.0.0.21');
    const signIn = (count: number) =>
      Promise.all(
        Array.from({ length: count / 3 }, () =>
          SIGN_INS.map(([method, path]) => ask(method, path)),
        ).flat(),
      );
    const first = await signIn(AT_ONCE);
    expect(first.filter(({ status }) => status !== 200)).toEqual([]);
    const more = await signIn(150);
    const refused = more.find(({ status }) => status === 429);
    if (refused === undefined) throw new Error(`${kind} lets ${AT_ONCE + 150} through`);
    expect(refused.headers).toMatchObject({
      'retry-after': '10',
      'content-type': 'application/problem+json',
      'strict-transport-security': YEAR,
    });
    expect(JSON.parse(refused.body)).toMatchObject({ status: 429, code: 'too-many-requests' });

    // Nothing else of the same address is counted, and no other address is.
    for (const [method, path] of [
      ['GET', '/api/v1/events'],
      ['GET', '/api/v1/setup'],
      ['DELETE', '/api/v1/session'],
      ['POST', '/api/v1/session/heartbeat'],
      ['POST', '/api/v1/channels/x/messages'],
      ['GET', '/'],
    ] as const) {
      expect([path, (await ask(method, path)).status]).toEqual([path, 200]);
    }
    expect((await client(kind, '127.0.0.22')('POST', '/api/v1/sessions')).status).toBe(200);
  });

  test('announces the limit where it holds, and nowhere else', async () => {
    const ask = client(kind, '127.0.0.23');
    expect((await ask('POST', '/api/v1/sessions')).headers['ratelimit-policy']).toBe(
      '"sign-in";q=300;w=60',
    );
    expect((await ask('GET', '/api/v1/events')).headers).not.toHaveProperty('ratelimit-policy');
  });
});

test.each(PROXY_KINDS)('%s keeps browsers on HTTPS for a year', async (kind) => {
  const ask = client(kind, '127.0.0.24');
  // The last one is the proxy's own answer.
  for (const path of ['/', '/api/v1/events', '/api/v1/setup', '/metrics']) {
    const { headers } = await ask('GET', path);
    expect([path, headers['strict-transport-security']]).toEqual([path, YEAR]);
  }
  const plain = await fetch(proxies[PROXY_KINDS.indexOf(kind)]?.plainUrl ?? '', {
    redirect: 'manual',
  });
  // RFC 6797, section 7.2: not without TLS.
  expect([plain.status, plain.headers.has('strict-transport-security')]).toEqual([308, false]);
});

test('in Traefik’s file, all that is served is under HSTS, and what signs in is limited', () => {
  const file = readFileSync('deploy/traefik/dynamic.yml', 'utf8');
  const [routers = '', middlewares = ''] = file.split(/^ {2}(?=middlewares:)/m);
  const used = [...routers.matchAll(/middlewares: \[(.+)\]/g)].map(([, names = '']) =>
    names.split(', '),
  );
  expect(used).toHaveLength([...routers.matchAll(/^ {6}rule:/gm)].length);
  for (const names of used) {
    expect(names[0]).toBe('https-only');
    for (const name of names) expect(middlewares).toContain(`\n    ${name}:\n`);
  }
  const limited = /sign-ins:\n {6}rule: (.+)\n(?:.+\n)*? {6}middlewares: .*\blimited\b/.exec(
    routers,
  );
  for (const path of ['/api/v1/sessions', '/api/v1/setup', '/api/v1/users/me/password']) {
    expect(limited?.[1]).toContain(`Path(\`${path}\`)`);
  }
  expect(middlewares).toContain('stsSeconds: 31536000');
});
