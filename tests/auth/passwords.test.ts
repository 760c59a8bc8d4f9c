import { expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../../api/auth/proofs/passwords.ts';
import { addUser } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';
import { attempt } from './attempts.ts';

const slots = createPasswords(2);
/** Whoever has compared a password waits here. */
let gate: Promise<unknown> = Promise.resolve();
const { server, admin } = await serverForSuite({}, { ...slots, inSlot });

async function inSlot<Out>(...given: Parameters<Passwords['inSlot']>): Promise<Out> {
  const out = await slots.inSlot(...given);
  await gate;
  return out as Out;
}

test('a password that is reset after it was compared signs nobody in', async () => {
  const user = await addUser(server, admin.token, 'eve');
  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  const late = attempt(server, user, 'desk-of-eve');
  const newPassword = 'another long password';
  // Its hash waits for a slot, and so for the comparison before it.
  await server.put(`/users/${user.id}/password`, { newPassword }, admin.token);
  opening.resolve();
  gate = Promise.resolve();
  expect((await late).status).toBe(401);
  expect((await attempt(server, { ...user, password: newPassword }, 'desk-of-eve')).status).toBe(
    201,
  );
});

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
