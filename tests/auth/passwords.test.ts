import { expect, test } from 'vitest';
import { createPasswords } from '../../api/auth/proofs/passwords.ts';
import { addUser } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';
import { attempt } from './attempts.ts';

const { server, admin } = await serverForSuite({}, createPasswords(2));

test('who signs in with the old password while it is changed is not in afterwards', async () => {
  const user = await addUser(server, admin.token, 'dan');
  let password = user.password;
  for (let rounds = 0; rounds < 8; rounds += 1) {
    const own = await attempt(server, { ...user, password }, 'desk-of-dan');
    expect(own.status).toBe(201);
    const change = { currentPassword: password, newPassword: `password number ${rounds}` };
    const thief = () => attempt(server, { ...user, password }, 'of-a-thief', { takeover: true });
    const [changed, ...thefts] = await Promise.all([
      server.put('/users/me/password', change, own.body.token),
      thief(),
      thief(),
      thief(),
    ]);
    if (changed.status === 204) {
      password = change.newPassword;
      for (const theft of thefts) {
        if (theft.status !== 201) continue;
        expect((await server.get('/session', theft.body.token)).status).toBe(401);
      }
    } else {
      expect(changed.status).toBe(401);
    }
    const last = await attempt(server, { ...user, password }, 'desk-of-dan', { takeover: true });
    await server.delete('/session', last.body.token);
  }
});

test('who signs in while being disabled is not in afterwards', async () => {
  const user = await addUser(server, admin.token, 'fay');
  for (let rounds = 0; rounds < 8; rounds += 1) {
    const [disabled, ...attempts] = await Promise.all([
      server.patch(`/users/${user.id}`, { disabled: true }, admin.token),
      attempt(server, user, 'desk-of-fay'),
      attempt(server, user, 'desk-of-fay'),
    ]);
    expect(disabled.status).toBe(200);
    for (const { status, body } of attempts) {
      if (status === 201) expect((await server.get('/session', body.token)).status).toBe(401);
    }
    await server.patch(`/users/${user.id}`, { disabled: false }, admin.token);
  }
});
