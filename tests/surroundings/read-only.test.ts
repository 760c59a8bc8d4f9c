import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { bodiesAfter, expectUnavailable } from '../support/nothing-lost.ts';
import {
  type Cluster,
  canCreateStandby,
  createCluster,
  createDatabase,
  createStandby,
  execute,
} from '../support/postgres.ts';
import { newApiToken, post, postUntilAcknowledged } from '../support/posting.ts';
import { startWire, type Wire } from '../support/proxy.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { until } from '../support/until.ts';

describe.skipIf(databaseKind() === 'embedded')(
  'a database that takes no writes for a while',
  () => {
    let primary: Cluster;
    let url: string;
    let name: string;
    let wire: Wire;
    let server: ServerProcess;
    let token: string;
    let general: string;

    beforeAll(async () => {
      primary = await createCluster();
      ({ url, name } = await createDatabase(primary.url));
      wire = await startWire(url);
      const address = new URL(url);
      address.port = new URL(wire.url).port;
      // It is read-only at the start, too.
      await asSuperuser(`alter database ${name} set default_transaction_read_only = on`);
      server = await spawnServer({ DATABASE_URL: address.href });
    });
    afterAll(async () => {
      await server.kill('SIGKILL');
      await wire.close();
      await primary.destroy();
    });

    const asSuperuser = (statement: string) => execute(primary.url, statement);
    const readiness = async () => (await server.get('/readyz')).status;
    const postNow = (body: string) => server.post(`/channels/${general}/messages`, { body }, token);
    const read = () => server.get(`/channels/${general}/messages`, token);

    /** Many at once, so that each connection of the pool is used. */
    async function everyConnectionWrites(): Promise<void> {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, index) =>
          index % 2 === 0
            ? server.put(`/channels/${general}/read`, { seq: 0 }, token)
            : postNow(`all write ${index}`),
        ),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 204]));
    }

    test('is waited for at the start', async () => {
      await until(() => /read-only|takes no writes/.test(server.output()));
      expect((await server.get('/healthz')).status).toBe(200);
      expect(await readiness()).toBe(503);
      expect(server.child.exitCode).toBeNull();
      await asSuperuser(`alter database ${name} reset default_transaction_read_only`);
      await isReady(server, 10_000);
      const admin = await signIn(server, ADMIN);
      token = await newApiToken(server, admin.token);
      general = await generalOf(server, token);
    });

    test('by its default answers reads, is not ready, and is written to when the default is back', async () => {
      await everyConnectionWrites();
      await asSuperuser(`alter database ${name} set default_transaction_read_only = on`);
      await asSuperuser(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`,
      );
      await until(async () => (await readiness()) === 503);
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          expectUnavailable(await postNow(`refused ${index}`));
          expect((await read()).status).toBe(200);
        }),
      );
      expect(await readiness()).toBe(503);
      await asSuperuser(`alter database ${name} reset default_transaction_read_only`);
      await isReady(server, 10_000);
      await everyConnectionWrites();
    });

    test('by a setting that reaches open connections is written to when that is back', async () => {
      await asSuperuser('alter system set default_transaction_read_only = on');
      await asSuperuser('select pg_reload_conf()');
      await until(async () => (await postNow('too late')).status === 503);
      expect(await readiness()).toBe(503);
      await asSuperuser('alter system reset default_transaction_read_only');
      await asSuperuser('select pg_reload_conf()');
      await isReady(server, 10_000);
      await everyConnectionWrites();
    });

    test.runIf(canCreateStandby())(
      'a standby behind the same address is not taken for it, nor kept when the primary is back',
      async () => {
        const standby = await createStandby(primary);
        try {
          await primary.stop('fast');
          wire.lead(standby.url);
          await until(async () => (await readiness()) === 503);
          // Many at once, so that many connections are tried.
          const meanwhile = await Promise.all(Array.from({ length: 40 }, () => read()));
          for (const answer of meanwhile) expectUnavailable(answer);
          await primary.start();
          wire.lead(primary.url);
          await isReady(server, 10_000);

          const stream = await server.follow(token);
          await everyConnectionWrites();
          const { seq } = await post(server, token, general, 'first');
          await standby.stop('fast');
          const bodies = ['second', 'third', 'fourth'];
          for (const body of bodies) {
            await postUntilAcknowledged(() => server, token, general, body);
            await stream.next('message.created', (message) => message.body === body, 1_000);
          }
          const pages = await Promise.all(
            Array.from({ length: 20 }, () =>
              bodiesAfter({ server, token, channelId: general }, seq),
            ),
          );
          for (const page of pages) expect(page).toEqual(bodies);
          stream.abort();
        } finally {
          await standby.destroy();
        }
      },
    );

    test.runIf(canCreateStandby())(
      'a standby that takes over is followed by all connections, though none is cut',
      async () => {
        const standby = await createStandby(primary);
        try {
          await standby.promote();
          wire.lead(standby.url);
          // The connection that listens is left where it is, and some others.
          await asSuperuser(
            `select pg_terminate_backend(pid) from (select pid from pg_stat_activity
             where datname = '${name}' and query not like 'listen%' limit 3) as few`,
          );
          await until(async () => {
            await Promise.all(Array.from({ length: 40 }, () => read()));
            return (await countSessions(standby.url)).listening === 1;
          });
          expect(await countSessions(primary.url)).toEqual({ listening: 0, working: 0 });
          await everyConnectionWrites();
          expect((await countSessions(standby.url)).working).toBeGreaterThan(0);
        } finally {
          await standby.destroy();
        }
      },
    );
  },
);

async function countSessions(url: string): Promise<{ listening: number; working: number }> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ query: string }>(
    `select query from pg_stat_activity where application_name = 'workspace'`,
  );
  await client.end();
  const listening = rows.filter(({ query }) => query.startsWith('listen')).length;
  return { listening, working: rows.length - listening };
}
