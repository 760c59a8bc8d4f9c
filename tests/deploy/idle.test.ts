import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connectTo, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import type { Follow } from '../support/follow.ts';
import { newApiToken } from '../support/posting.ts';
import { PROXY_KINDS, replaceIn } from '../support/proxy-files.ts';
import { type ReverseProxy, startProxies } from '../support/reverse-proxy.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Of each proxy, for how long a stream may be silent. */
const SILENCE = /(read_timeout|send_timeout|timeout (?:client|server)) 60s/;
const IDLE_MS = 60_000;

describe('a stream on which nothing happens', () => {
  let database: TestDatabase;
  let server: ServerProcess;
  let proxies: ReverseProxy[] = [];
  let streams: Follow[] = [];
  let openedAt: number;
  beforeAll(async () => {
    database = await newDatabase();
    server = await spawnServer({
      ...database.env,
      TRUSTED_PROXIES: '127.0.0.1',
      // Nobody leaves meanwhile, which would be told.
      HEARTBEAT_TIMEOUT_MS: '600000',
    });
    await isReady(server);
    const token = await newApiToken(server, (await signIn(server, ADMIN)).token);
    const edit = (text: string) => replaceIn(text, SILENCE, '$1 20s');
    proxies = await startProxies({ servers: [server.url], edit });
    streams = await Promise.all(proxies.map(({ url }) => connectTo(url).follow(token)));
    openedAt = performance.now();
  });
  afterAll(async () => {
    for (const stream of streams) stream.abort();
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await server.kill('SIGKILL');
    await database.remove();
  });

  test(
    'is kept by its pings, through times that are shorter than it is silent',
    async () => {
      await until(
        () => streams.some((stream) => stream.isOver()) || performance.now() - openedAt > IDLE_MS,
        IDLE_MS + 5_000,
      );
      const ends = streams.map((stream, index) => [PROXY_KINDS[index], stream.isOver()]);
      expect(ends).toEqual(PROXY_KINDS.map((kind) => [kind, false]));
      for (const { events } of streams) {
        const seen = events.map(({ event }) => event);
        expect(seen.slice(0, 4)).toEqual(['ready', 'ping', 'ping', 'ping']);
      }
    },
    IDLE_MS + 10_000,
  );
});
