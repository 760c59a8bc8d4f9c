import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { bodiesAfter, expectNothingLost, expectUnavailable } from '../support/nothing-lost.ts';
import { type Cluster, createCluster, createDatabase, execute } from '../support/postgres.ts';
import { newApiToken, post, postUntilAcknowledged } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const someDevice = { fingerprint: 'fingerprint-of-somebody' };

describe.skipIf(databaseKind() === 'embedded')('a database that comes and goes', () => {
  let cluster: Cluster;
  let url: string;
  let server: ServerProcess;
  let token: string;
  let general: string;

  beforeAll(async () => {
    cluster = await createCluster();
    ({ url } = await createDatabase(cluster.url));
    await cluster.stop('fast');
    server = await spawnServer({ DATABASE_URL: url, STREAMS_PER_CREDENTIAL: '0' });
  });
  afterAll(async () => {
    await server.kill('SIGKILL');
    await cluster.destroy();
  });
  beforeEach(async ({ task }) => {
    if (task.name.includes('away at the start')) return;
    await isReady(server);
    const admin = await signIn(server, ADMIN);
    token = await newApiToken(server, admin.token);
    general = await generalOf(server, token);
  });

  const asSuperuser = (statement: string) => execute(cluster.url, statement);

  const poster = () => ({ server, token, channelId: general });
  const loseNothing = (fault: () => Promise<void>) => expectNothingLost(poster(), { fault });

  test('away at the start is waited for: alive, not ready, and on by itself', async () => {
    await until(() => server.output().includes('does not answer; waiting for it'));
    expect((await server.get('/healthz')).status).toBe(200);
    expect((await server.get('/readyz')).status).toBe(503);
    expectUnavailable(await server.post('/sessions', {}));
    expect(server.child.exitCode).toBeNull();
    await cluster.start();
    await isReady(server);
    expect((await signIn(server, ADMIN)).username).toBe(ADMIN.username);
  });

  test('crashing and coming back loses nothing acknowledged', async () => {
    const refusals = await loseNothing(async () => {
      await cluster.stop('immediate');
      await until(async () => (await server.get('/readyz')).status === 503);
      expect((await server.get('/healthz')).status).toBe(200);
      for (const path of ['/channels', '/session', '/presence', '/users', '/events']) {
        expectUnavailable(await server.get(path, token));
      }
      expectUnavailable(await server.post('/sessions', { ...ADMIN, device: someDevice }));
      await cluster.start();
      await isReady(server);
    });
    expect(refusals.length).toBeGreaterThan(0);
  });

  test.runIf(isLong())(
    'away for a while is said in one line, and so is its return; figures are not stale',
    async () => {
      const metrics = async () => (await server.get('/metrics')).body as string;
      const timesSaid = (end: string) => server.output().split(end).length;
      const isUp = async (up: 0 | 1) =>
        (await metrics()).includes(`\nworkspace_database_up ${up}\n`);
      await until(() => isUp(1));
      // What the tests before this one brought about may be said a little later.
      await until(
        () => timesSaid('does not answer; waiting for it"') === timesSaid('answers again"'),
      );
      const before = server.output().length;
      const stream = await server.follow(token);
      await cluster.stop('fast');
      await until(() => isUp(0));
      expect(await metrics()).not.toMatch(/^workspace_users_online /m);
      // So long that all that the server does by itself has failed, the slowest every five seconds.
      const end = performance.now() + 6_000;
      await until(async () => {
        expectUnavailable(await server.get('/channels', token));
        return performance.now() > end;
      });
      await cluster.start();
      await until(() => isUp(1));
      expect(await metrics()).toMatch(/^workspace_users_online \d+$/m);
      stream.abort();

      const lines = server.output().slice(before).trim().split('\n');
      const told = lines.map((line) => JSON.parse(line)).filter(({ requestId }) => !requestId);
      expect(told.map(({ msg }) => msg)).toEqual([
        'the database does not answer; waiting for it',
        'the database answers again',
      ]);
      expect(server.output().slice(before)).not.toContain('"stack"');
    },
  );

  test.runIf(isLong())(
    'shut down by its administrator and started again loses nothing acknowledged',
    async () => {
      await loseNothing(async () => {
        await cluster.stop('fast');
        await until(async () => (await server.get('/readyz')).status === 503);
        await cluster.start();
      });
    },
  );

  test('cutting every connection loses nothing acknowledged', async () => {
    await loseNothing(() =>
      asSuperuser(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'workspace'`,
      ),
    );
  });

  test('cutting the connection that listens does not stop live events', async () => {
    const stream = await server.follow(token);
    // What came before may have cut it off, too.
    await until(() => isListening(cluster.url));
    await asSuperuser(
      `do $$ begin
         assert (select count(pg_terminate_backend(pid)) from pg_stat_activity
           where application_name = 'workspace' and query like 'listen%') = 1;
       end $$`,
    );
    const [body, later] = ['while nobody listened', 'when somebody listens again'];
    await postUntilAcknowledged(() => server, token, general, body);
    await stream.next('message.created', (message) => message.body === body, 8_000);
    await until(() => isListening(cluster.url));
    await post(server, token, general, later);
    await stream.next('message.created', (message) => message.body === later, 1_000);
    stream.abort();
  });

  test('one that takes no writes answers 503 and keeps nothing by halves', async () => {
    const { seq } = await post(server, token, general, 'before it was read-only');
    const stream = await server.follow(token);
    const name = new URL(url).pathname.slice(1);
    const cutAll = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
    await asSuperuser(`alter database ${name} set default_transaction_read_only = on`);
    await asSuperuser(cutAll);
    try {
      await until(async () => (await server.get('/readyz')).status === 503);
      const answers = await Promise.all(
        ['a', 'b', 'c'].map((body) =>
          server.post(`/channels/${general}/messages`, { body }, token),
        ),
      );
      for (const answer of answers) expectUnavailable(answer);
      expectUnavailable(
        await server.post('/channels', { name: 'half made', kind: 'public' }, token),
      );
      expectUnavailable(await server.post('/sessions', { ...ADMIN, device: someDevice }));
      // What only reads still works.
      expect(await bodiesAfter(poster(), seq)).toEqual([]);
    } finally {
      await asSuperuser(`alter database ${name} reset default_transaction_read_only`);
      await asSuperuser(cutAll);
    }
    await postUntilAcknowledged(() => server, token, general, 'writable again');
    expect(await bodiesAfter(poster(), seq)).toEqual(['writable again']);
    await stream.next('message.created', ({ body }) => body === 'writable again');
    expect(stream.bodies()).toEqual(['writable again']);
    const { body } = await server.get('/channels', token);
    expect(body.channels.map((channel: { name: string }) => channel.name)).not.toContain(
      'half made',
    );
    stream.abort();
  });
});

async function isListening(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(
    `select 1 from pg_stat_activity where application_name = 'workspace' and query like 'listen%'`,
  );
  await client.end();
  return rows.length > 0;
}
