import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo, signIn } from '../support/api.ts';
import type { Follow } from '../support/follow.ts';
import { type Front, startFront } from '../support/front.ts';
import { newApiToken } from '../support/posting.ts';
import { PROXY_KINDS, replaceIn } from '../support/proxy-files.ts';
import { type ReverseProxy, startProxies } from '../support/reverse-proxy.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Of each proxy, for how long a stream may be silent. */
const SILENCE = /(read_timeout|send_timeout|timeout (?:client|server)) 60s/;
const PING_INTERVAL_MS = '200';
const CUT_AFTER = '2500ms';
const IDLE_MS = 4_000;
/** More than the 2 s after which the server itself answers that it is not ready. */
const SLOW_MS = 2_200;

describe('a server that is quiet, and slow to say that it is ready,', () => {
  let server: TestServer;
  let proxies: ReverseProxy[] = [];
  let streams: Follow[] = [];
  let openedAt: number;
  /** By what name they asked whether it is ready, of those who have been answered. */
  const answered = new Set<string | undefined>();
  let slow: Front;

  beforeAll(async () => {
    server = await startServer({
      TRUSTED_PROXIES: '127.0.0.1',
      PING_INTERVAL_MS,
      // Nobody leaves meanwhile, which would be told.
      HEARTBEAT_TIMEOUT_MS: '600000',
    });
    slow = await startFront(server.url, async ({ url, headers }) => {
      if (url !== '/readyz') return;
      await delay(SLOW_MS);
      answered.add(headers.host);
    });
    const token = await newApiToken(server, (await signIn(server, ADMIN)).token);
    const edit = (text: string) => replaceIn(text, SILENCE, `$1 ${CUT_AFTER}`);
    proxies = await startProxies({ servers: [slow.url], edit });
    streams = await Promise.all(proxies.map(({ url }) => connectTo(url).follow(token)));
    openedAt = performance.now();
  });
  afterAll(async () => {
    for (const stream of streams) stream.abort();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    slow.stop();
    await server.stop();
  });

  test('has its streams kept by its pings, through times that are shorter than they are silent', async () => {
    await until(
      () => streams.some((stream) => stream.isOver()) || performance.now() - openedAt > IDLE_MS,
    );
    const ends = streams.map((stream, index) => [PROXY_KINDS[index], stream.isOver()]);
    expect(ends).toEqual(PROXY_KINDS.map((kind) => [kind, false]));
    for (const { events } of streams) {
      const seen = new Set(events.slice(1).map(({ event }) => event));
      expect([...seen]).toEqual(['ping']);
    }
  });

  test('is not taken for dead by those who ask', async () => {
    // nginx does not.
    await until(() => answered.size === 2);
    const answers = await Promise.all(proxies.map(({ url }) => connectTo(url).get('/setup')));
    const statuses = answers.map(({ status }, index) => [PROXY_KINDS[index], status]);
    expect(statuses).toEqual(PROXY_KINDS.map((kind) => [kind, 200]));
  });
});
