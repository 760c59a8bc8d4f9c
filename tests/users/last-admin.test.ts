import { expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();

const change = (user: Person, fields: Record<string, unknown>, by: Person) =>
  server.patch(`/users/${user.id}`, fields, by.token);

test('the last admin can be neither demoted nor disabled', async () => {
  for (const fields of [{ role: 'member' }, { disabled: true }]) {
    const { status, body } = await change(admin, fields, admin);
    expect(status).toBe(409);
    expect(body.code).toBe('last-admin');
  }
  expect((await change(admin, { displayName: 'The Boss' }, admin)).status).toBe(200);
  expect((await server.get('/session', admin.token)).body.user).toMatchObject({
    role: 'admin',
    disabled: false,
  });
});

test('one of two admins can go, and a disabled admin does not count as one', async () => {
  const second = await addPerson(server, admin.token, 'second');
  await change(second, { role: 'admin' }, admin);
  expect((await change(second, { disabled: true }, admin)).status).toBe(200);
  expect((await change(admin, { role: 'member' }, admin)).body.code).toBe('last-admin');
  expect((await change(second, { role: 'member' }, admin)).status).toBe(200);
});

test('two admins who demote each other at once leave one', async () => {
  for (let round = 0; round < 5; round += 1) {
    const rival = await addPerson(server, admin.token, 'rival');
    expect((await change(rival, { role: 'admin' }, admin)).status).toBe(200);
    const answers = await Promise.all([
      change(rival, { role: 'member' }, admin),
      change(admin, { role: 'member' }, rival),
    ]);
    const { body } = await server.get('/users', admin.token);
    const admins = body.users.filter((user: { role: string }) => user.role === 'admin');
    expect(admins).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    // The next round begins with the same admin.
    if (admins[0].id === rival.id) {
      expect((await change(admin, { role: 'admin' }, rival)).status).toBe(200);
      expect((await change(rival, { role: 'member' }, rival)).status).toBe(200);
    }
  }
});
