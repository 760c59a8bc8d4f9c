import { describe, expect, test } from 'vitest';
import { signIn } from '../support/api.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { ADMIN, startServer } from '../support/server.ts';

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
