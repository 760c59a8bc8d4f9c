import { expect, test } from 'vitest';
import { listAudit } from '../../api/auth/credentials/audit.ts';
import { addPerson, addUser, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { newApiToken } from '../support/posting.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, admin } = await serverForSuite();
const { db, close } = await connectToTest(server.database);
const audit = (userId?: string) => listAudit(db, { userId, limit: 1000 });

test('every privileged change is on record: who, what, whom, by what and from where', async () => {
  const bob = await signIn(server, await addUser(server, admin.token, 'bob'));
  const carl = await addUser(server, admin.token, 'carl');
  const token = await newApiToken(server, bob.token);
  const channel = await makeChannel(server, bob, 'audited', { memberIds: [admin.id] });
  const message = await say(server, bob, channel.id, 'a secret slip');
  const own = await say(server, bob, channel.id, 'of his own');
  await server.patch(`/users/${bob.id}`, { displayName: 'Bob' }, bob.token);
  await server.patch(`/users/${bob.id}`, { role: 'admin' }, admin.token);
  await server.put(`/channels/${channel.id}/members/${carl.id}`, undefined, token);
  await server.delete(`/channels/${channel.id}/members/${carl.id}`, bob.token);
  await server.patch(`/channels/${channel.id}`, { topic: 'new' }, bob.token);
  await server.delete(`/messages/${own.id}`, bob.token);
  await server.delete(`/messages/${message.id}`, admin.token);
  await server.delete(`/channels/${channel.id}`, admin.token);
  await server.put(`/users/${carl.id}/password`, { newPassword: 'a new long one' }, admin.token);
  const { body } = await server.get('/tokens', bob.token);
  await server.delete(`/tokens/${body.tokens[0].id}`, bob.token);
  const newPassword = 'another long one';
  await server.put('/users/me/password', { currentPassword: bob.password, newPassword }, bob.token);
  const { body: seats } = await server.get('/sessions', admin.token);
  const seat = seats.sessions.find(({ userId }: { userId: string }) => userId === bob.id);
  await server.delete(`/sessions/${seat.id}`, admin.token);

  const lines = await audit();
  const told = lines.map(({ actor, action, user, detail }) => [actor, action, user, detail]);
  const name = admin.username;
  expect(told.slice(1)).toEqual([
    [name, 'user.created', 'bob', { role: 'member' }],
    [name, 'user.created', 'carl', { role: 'member' }],
    ['bob', 'token.created', 'bob', { name: expect.any(String), scopes: ['read', 'write'] }],
    ['bob', 'user.updated', 'bob', { displayName: 'Bob' }],
    [name, 'user.updated', 'bob', { role: 'admin' }],
    ['bob', 'member.added', 'carl', null],
    ['bob', 'member.removed', 'carl', null],
    ['bob', 'channel.updated', null, { topic: 'new' }],
    [name, 'message.deleted', 'bob', null],
    [name, 'channel.deleted', null, { name: 'audited' }],
    [name, 'password.reset', 'carl', null],
    ['bob', 'token.deleted', 'bob', null],
    ['bob', 'password.changed', 'bob', null],
    [name, 'session.revoked', 'bob', null],
  ]);
  expect(lines[0]).toMatchObject({
    actor: null,
    action: 'server.set-up',
    via: 'operator',
    user: name,
  });
  expect(lines.find(({ action }) => action === 'member.added')).toMatchObject({
    via: 'api-token',
    address: '127.0.0.1',
    targetId: channel.id,
  });
  expect(lines.find(({ action }) => action === 'member.removed')).toMatchObject({ via: 'session' });
  expect((await audit(carl.id)).every(({ user }) => user === 'carl')).toBe(true);
  expect((await audit(carl.id)).length).toBe(4);
  expect(JSON.stringify(lines)).not.toMatch(/slip|long one|ws[a-z]_|argon/);
});

test('what is refused leaves no line', async () => {
  const before = (await audit()).length;
  const dora = await addPerson(server, admin.token, 'dora');
  await server.patch(`/users/${admin.id}`, { role: 'member' }, dora.token);
  await server.post(
    '/users',
    { username: dora.username, password: 'a long password' },
    admin.token,
  );
  await server.delete('/sessions/01900000-0000-7000-8000-000000000000', admin.token);
  expect((await audit()).slice(before).map(({ action }) => action)).toEqual(['user.created']);
  if (databaseKind() === 'postgresql') await close();
});
