import { expect, test } from 'vitest';
import { diagnosticsSchema } from '../../api/ops/contract.ts';
import { addPerson } from '../support/api.ts';
import { say } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { serverForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const { server, admin } = await serverForSuite({ TRUSTED_PROXIES: '127.0.0.1, 10.0.0.0/8' });

async function read(headers: Record<string, string> = {}) {
  const answer = await server.request('GET', '/diagnostics', { token: admin.token, headers });
  expect(answer.status).toBe(200);
  return diagnosticsSchema.parse(answer.body);
}

test('the server tells an administrator how it is placed', async () => {
  const { database, disk, settings, ...state } = await read();
  expect(state.nodeVersion).toBe(process.versions.node);
  expect(Math.abs(Date.parse(state.now) - Date.now())).toBeLessThan(5_000);
  expect(state.fileLimit).toBeGreaterThan(100);
  expect(database).toMatchObject({ kind: databaseKind(), pendingMigrations: [] });
  expect(database.version).toMatch(/^1[5-9]/);
  expect(database.latencyMs).toBeGreaterThan(0);
  expect(database.sizeBytes).toBeGreaterThan(1_000_000);
  // Both databases are on this machine.
  expect(disk?.totalBytes).toBeGreaterThan(disk?.freeBytes ?? Number.POSITIVE_INFINITY);
  expect(settings.trustedProxies).toEqual(['127.0.0.1/32', '10.0.0.0/8']);
});

test('it tells how far the index of the search is, by exact numbers where they are small', async () => {
  const { body } = await server.get('/channels', admin.token);
  const posted = await say(server, admin, body.channels[0].id, 'one');
  await say(server, admin, body.channels[0].id, 'two');
  await until(async () => (await read()).search.indexed === 2);
  await server.delete(`/messages/${posted.id}`, admin.token);
  expect((await read()).search).toEqual({ isComplete: true, indexed: 1, total: 1 });
});

test('it tells how it sees the caller, past the proxies that it trusts', async () => {
  expect((await read()).client).toEqual({
    address: '127.0.0.1',
    peer: '127.0.0.1',
    isPeerTrusted: true,
    forwardedFor: null,
    isSecure: false,
  });
  const forwarded = await read({
    'x-forwarded-for': '198.51.100.7, 10.1.2.3',
    'x-forwarded-proto': 'https',
  });
  expect(forwarded.client).toMatchObject({
    address: '198.51.100.7',
    peer: '127.0.0.1',
    forwardedFor: '198.51.100.7, 10.1.2.3',
    isSecure: true,
  });
});

test('a member and a stranger learn nothing', async () => {
  const member = await addPerson(server, admin.token);
  const refused = await server.get('/diagnostics', member.token);
  expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
  expect((await server.get('/diagnostics')).status).toBe(401);
});
