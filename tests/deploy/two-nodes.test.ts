import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { freePort } from '../support/postgres.ts';
import { newApiToken } from '../support/posting.ts';
import { PROXY_KINDS } from '../support/proxy-files.ts';
import { type ReverseProxy, startProxies } from '../support/reverse-proxy.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { requestIdOf, type Visitor, visit } from './visitor.ts';

/** All proxies in front of the same two at once, so that each fault is made once. */
describe('two servers on one database', () => {
  let database: TestDatabase;
  let one: ServerProcess;
  let two: ServerProcess;
  let proxies: ReverseProxy[] = [];
  let visitors: Visitor[] = [];
  let token: string;
  let general: string;

  beforeAll(async () => {
    database = await newDatabase();
    [one, two] = await Promise.all([launch(await freePort()), launch(await freePort())]);
    proxies = await startProxies({ servers: [one.url, two.url] });
    const admin = await signIn(one, ADMIN);
    token = await newApiToken(one, admin.token, ['read']);
    general = await generalOf(one, token);
    visitors = await Promise.all(
      proxies.map(({ url }, index) => visit(PROXY_KINDS[index] ?? '', url, admin.token, general)),
    );
  });
  afterAll(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await Promise.all([one, two].map((server) => server.kill('SIGKILL')));
    await database.remove();
  });

  async function launch(port: number | string): Promise<ServerProcess> {
    const server = await spawnServer({
      ...database.env,
      PORT: String(port),
      TRUSTED_PROXIES: '127.0.0.1',
      DRAIN_MS: '3000',
      LOG_LEVEL: 'debug',
    });
    await isReady(server);
    return server;
  }

  /** Starts it anew in the same place, and waits until every proxy has found it. */
  async function launchAgain(former: ServerProcess): Promise<ServerProcess> {
    const server = await launch(new URL(former.url).port);
    await until(() => visitors.every(({ name }) => server.output().includes(requestIdOf(name))));
    return server;
  }

  /** Waits until everybody has posted, and read what they posted. */
  async function everybodyGoesOn(timeoutMs: number): Promise<void> {
    const goals = visitors.map(({ posted }) => posted.length + 10);
    await until(
      () =>
        visitors.every(({ posted, stream }, index) => {
          const body = posted[goals[index] ?? 0];
          return body !== undefined && stream.messages.some((message) => message.body === body);
        }),
      timeoutMs,
    );
  }

  test('go on as one when the other is killed', async () => {
    await everybodyGoesOn(10_000);
    for (const visitor of visitors) visitor.longestMs = 0;
    await one.kill('SIGKILL');
    await everybodyGoesOn(5_000);
    for (const { name, refusals, longestMs } of visitors) {
      // What the dead one may have received, a proxy must not post again. The client does.
      const figures = `refused ${refusals.join(', ') || 'none'}; ${Math.round(longestMs)} ms at most`;
      console.log(`posts through ${name} while a server dies: ${figures}`);
      expect(longestMs).toBeLessThan(5_000);
    }
    one = await launchAgain(one);
  });

  test.runIf(isLong())(
    'have no post refused while one that is back serves and the other is restarted',
    async () => {
      for (const visitor of visitors) visitor.refusals.length = 0;
      expect(await two.kill('SIGTERM')).toBe(0);
      two = await launchAgain(two);
      await everybodyGoesOn(5_000);
      const refusals = visitors.map((visitor) => [visitor.name, visitor.refusals]);
      expect(refusals).toEqual(PROXY_KINDS.map((kind) => [kind, []]));
    },
  );

  test('nobody was signed out, and nothing lost or repeated', async () => {
    for (const visitor of visitors) expect(await visitor.isSignedIn()).toBe(true);
    await Promise.all(visitors.map((visitor) => visitor.leave()));
    for (const { stream } of visitors) {
      expect(stream.resets).toEqual([]);
      // At the most one for each time that a server went.
      expect(stream.opened).toBeLessThanOrEqual(3);
      const seqs = stream.messages.map(({ seq }) => seq);
      expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));
    }
    const { body } = await one.get(`/channels/${general}/messages?limit=1`, token);
    expect(body.lastSeq).toBe(visitors.flatMap(({ posted }) => posted).length);
  });
});
