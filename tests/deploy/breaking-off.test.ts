import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PROXY_KINDS, replaceIn } from '../support/proxy-files.ts';
import { type ReverseProxy, startProxies } from '../support/reverse-proxy.ts';
import { until } from '../support/until.ts';

/** Of each proxy, how long a server may take to answer. */
const PATIENCE = /(proxy_read_timeout|response_header_timeout|set-timeout server) 15s/;

/** Two that are ready, and then break off whatever is asked of them, or say nothing to it. */
let servers: Server[];
/** What either has received, `POST /path`. */
const received: string[] = [];
let proxies: ReverseProxy[] = [];

beforeAll(async () => {
  servers = await Promise.all([startBreakingOff(), startBreakingOff()]);
  // By whole seconds, nginx thinks ill of the one for longer than of the other, and may have one to try.
  const edit = (text: string) =>
    replaceIn(text, PATIENCE, '$1 1s').replaceAll('max_fails=1', 'max_fails=0');
  proxies = await startProxies({ servers: servers.map(urlOf), edit });
});
afterAll(async () => {
  await Promise.all(proxies.map((proxy) => proxy.stop()));
  for (const server of servers) server.close().closeAllConnections();
});

async function startBreakingOff(): Promise<Server> {
  const server = createServer((request, response) => {
    const { method, url = '' } = request;
    if (url !== '/readyz') received.push(`${method} ${url}`);
    request.resume().on('end', () => {
      if (url === '/readyz') response.end();
      else if (!url.startsWith('/silent')) request.socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

/** How often the request was received, once it has been answered by the proxy. */
async function ask({ url }: ReverseProxy, method: string, path: string): Promise<number> {
  const { status } = await fetch(url + path, { method, ...(method === 'POST' && { body: '{}' }) });
  expect([path, status >= 502]).toEqual([path, true]);
  return received.filter((request) => request === `${method} ${path}`).length;
}

test.each(PROXY_KINDS)(
  '%s posts nothing twice, and looks elsewhere for what it gets',
  async (kind) => {
    const proxy = proxies[PROXY_KINDS.indexOf(kind)];
    if (proxy === undefined) throw new Error(`${kind} was not started`);
    // Both are thought well of, and the first one may have kept it.
    expect(await ask(proxy, 'POST', `/of-${kind}`)).toBe(1);
    let count = 0;
    await until(async () => {
      count += 1;
      return (await ask(proxy, 'GET', `/${count}-of-${kind}`)) > 1;
    });
  },
);

test('a server that says nothing is given up when its time is over', async () => {
  const asked = performance.now();
  await Promise.all(proxies.map((proxy, index) => ask(proxy, 'POST', `/silent-${index}`)));
  expect(performance.now() - asked).toBeLessThan(10_000);
});

test.each(PROXY_KINDS)('%s itself refuses a body of more than a mebibyte', async (kind) => {
  const url = `${proxies[PROXY_KINDS.indexOf(kind)]?.url}/silent-and-large`;
  const { status } = await fetch(url, { method: 'POST', body: 'x'.repeat(1_500_000) });
  // Caddy before 2.7 calls it the server's fault.
  expect(kind === 'caddy' ? [413, 502] : [413]).toContain(status);
});
