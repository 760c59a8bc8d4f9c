import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, admin } = await serverForSuite();
const { db } = await connectToTest(server.database);
const bot = { id: randomUUID(), username: 'proxmox' };
await db
  .insertInto('users')
  .values({
    ...bot,
    displayName: 'Proxmox',
    kind: 'bot',
    role: 'member',
    passwordHash: null,
    disabledAt: null,
  })
  .execute();

const device = () => ({ fingerprint: randomUUID() });

test('a bot is listed as one, and is not there', async () => {
  const { body } = await server.get('/users', admin.token);
  const kinds = body.users.map(({ username, kind }: Record<string, string>) => [username, kind]);
  expect(kinds).toEqual([
    ['admin', 'person'],
    ['proxmox', 'bot'],
  ]);
  expect((await server.get('/presence', admin.token)).body.online).toBe(1);
});

test('nobody signs in as a bot, with whatever password, nor with the device token of one', async () => {
  for (const password of ['null', 'undefined', 'a password that is long']) {
    const answer = await server.post('/sessions', { ...bot, password, device: device() });
    expect([answer.status, answer.body.code]).toEqual([401, 'invalid-credentials']);
  }
  const fingerprint = randomUUID();
  const person = { username: 'turned', password: 'a password that is long' };
  const { body: made } = await server.post('/users', person, admin.token);
  const { body: signedIn } = await server.post('/sessions', {
    ...person,
    device: { fingerprint },
    remember: true,
  });
  await server.delete('/session?keepDevice=true', signedIn.token);
  await db.updateTable('users').set({ kind: 'bot' }).where('id', '=', made.id).execute();
  const { deviceToken } = signedIn;
  const byToken = await server.post('/sessions', { deviceToken, device: { fingerprint } });
  expect([byToken.status, byToken.body.code]).toEqual([401, 'invalid-credentials']);
  const byPassword = await server.post('/sessions', { ...person, device: device() });
  expect(byPassword.status).toBe(401);
});

test('a bot is no administrator and is given no password', async () => {
  const promoted = await server.patch(`/users/${bot.id}`, { role: 'admin' }, admin.token);
  expect([promoted.status, promoted.body.errors?.[0].path]).toEqual([422, 'role']);
  const newPassword = 'a password that is long';
  const given = await server.put(`/users/${bot.id}/password`, { newPassword }, admin.token);
  expect([given.status, given.body.code]).toEqual([403, 'forbidden']);
  const renamed = await server.patch(`/users/${bot.id}`, { displayName: 'PVE' }, admin.token);
  expect(renamed.body).toMatchObject({ displayName: 'PVE', kind: 'bot' });
});

test('a person has a password', async () => {
  const person = {
    id: randomUUID(),
    username: 'nobody',
    displayName: 'N',
    role: 'member',
  } as const;
  const insert = db
    .insertInto('users')
    .values({ ...person, passwordHash: null, disabledAt: null })
    .execute();
  await expect(insert).rejects.toThrow(/users_password/);
});
