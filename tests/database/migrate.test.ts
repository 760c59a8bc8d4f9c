import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { signIn } from '../support/api.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

describe.skipIf(databaseKind() === 'embedded')('several nodes', () => {
  test('that start at once on an empty database migrate it once and agree', async () => {
    const database = await newDatabase('nothing');
    const nodes = await Promise.all([1, 2, 3, 4].map(() => startServer({}, database)));
    const [first, ...others] = nodes;
    expect(others).toHaveLength(3);
    const admin = await signIn(first ?? expect.fail(), ADMIN);
    for (const node of others) {
      expect((await node.get('/readyz')).status).toBe(200);
      const { body } = await node.get('/channels', admin.token);
      expect(body.channels).toHaveLength(1);
    }
    await Promise.all(nodes.map((node) => node.stop()));
    await database.remove();
  });
});

test.skipIf(databaseKind() === 'embedded')(
  'a server is ready while its database answers and has its migrations',
  async () => {
    const database = await newDatabase();
    const server = await startServer({}, database);
    const client = new pg.Client(urlOf(database));
    await client.connect();
    const isReady = async () => (await server.get('/readyz')).status === 200;
    const newest = `(select name from kysely_migration order by name desc limit 1)`;
    try {
      await client.query(
        `update kysely_migration set name = name || '-lost' where name = ${newest}`,
      );
      expect(await isReady()).toBe(false);
      await client.query(`update kysely_migration set name = replace(name, '-lost', '')`);
      expect(await isReady()).toBe(true);
      await client.query(`insert into kysely_migration values ('9999-of-a-newer-version', '')`);
      expect(await isReady()).toBe(true);

      await client.query('begin; lock table kysely_migration');
      const from = performance.now();
      const answers = await Promise.all(Array.from({ length: 20 }, isReady));
      expect(answers).not.toContain(true);
      expect(performance.now() - from).toBeLessThan(3_000);
      // Of the database's connections, they took one.
      const { rows } = await client.query(
        `select 1 from pg_locks join pg_stat_activity using (pid)
       where not granted and datname = current_database() and query like '%kysely_migration%'`,
      );
      expect(rows).toHaveLength(1);
      await client.query('rollback');
      await until(isReady);
    } finally {
      await client.end();
      await server.stop();
      await database.remove();
    }
  },
);

test('a start on a migrated database changes nothing', async () => {
  const database = await newDatabase();
  const first = await startServer({}, database);
  const { token } = await signIn(first, ADMIN);
  const before = await first.get('/channels', token);
  await first.stop();
  const second = await startServer({ ADMIN_PASSWORD: 'a different one' }, database);
  expect((await second.get('/channels', token)).body).toEqual(before.body);
  expect((await second.get('/setup')).body).toEqual({ required: false });
  await second.stop();
  await database.remove();
});
