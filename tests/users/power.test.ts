import { expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { newApiToken } from '../support/posting.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const token = await newApiToken(server, admin.token);
const bob = await addPerson(server, admin.token, 'bob');

const refused = async (answer: Promise<{ status: number; body: { code: string } }>) => {
  const { status, body } = await answer;
  expect([status, body.code]).toEqual([403, 'forbidden']);
};

test('a token of an administrator makes no users, no administrators and no passwords', async () => {
  const carl = { username: 'carl', password: 'password of carl', role: 'admin' };
  await refused(server.post('/users', carl, token));
  await refused(server.patch(`/users/${bob.id}`, { role: 'admin' }, token));
  for (const id of [bob.id, admin.id]) {
    await refused(server.put(`/users/${id}/password`, { newPassword: 'set by a thief' }, token));
  }
  const own = { currentPassword: admin.password, newPassword: 'set by a thief' };
  await refused(server.put('/users/me/password', own, token));
  const { body } = await server.get('/users', admin.token);
  expect(
    body.users.map(({ username, role }: { username: string; role: string }) => [username, role]),
  ).toEqual([
    ['admin', 'admin'],
    [bob.username, 'member'],
  ]);
  // What scripts do of an administrator's work.
  const name = await server.patch(`/users/${bob.id}`, { displayName: 'Bob' }, token);
  expect(name.status).toBe(200);
  for (const disabled of [true, false]) {
    expect((await server.patch(`/users/${bob.id}`, { disabled }, token)).status).toBe(200);
  }
});

test('nobody sets their own password without the current one', async () => {
  await refused(
    server.put(`/users/${admin.id}/password`, { newPassword: 'set by a thief' }, admin.token),
  );
  expect((await server.get('/session', admin.token)).status).toBe(200);
});

test.each(['1234567890', 'aaaaaaaaaa', '          ', 'motdepasse', 'dora-2026!'])(
  'the password "%s" is refused wherever one is set',
  async (password) => {
    const errors = async (answer: ReturnType<typeof server.post>) => {
      const { status, body } = await answer;
      return [status, body.errors?.map(({ path }: { path: string }) => path)];
    };
    const dora = { username: 'dora', displayName: 'Dora', password };
    expect(await errors(server.post('/users', dora, admin.token))).toEqual([422, ['password']]);
    if (password.startsWith('dora')) return;
    const change = { currentPassword: admin.password, newPassword: password };
    expect(await errors(server.put('/users/me/password', change, admin.token))).toEqual([
      422,
      ['newPassword'],
    ]);
    expect(
      await errors(server.put(`/users/${bob.id}/password`, { newPassword: password }, admin.token)),
    ).toEqual([422, ['newPassword']]);
  },
);
