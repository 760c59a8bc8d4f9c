import { expect, test } from 'vitest';
import { createPasswords } from '../../api/auth/passwords.ts';
import { addPerson, addUser, signIn } from '../support/api.ts';
import { ADMIN } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { attempt, attemptWithToken, makeApiToken, signInRemembered } from './attempts.ts';

const { server, admin } = await serverForSuite({}, createPasswords(2));

const newPassword = 'a new and better one';

test.each([
  { what: 'nine characters', password: 'a'.repeat(9), status: 422 },
  { what: 'ten characters', password: 'a'.repeat(10), status: 201 },
  { what: '256 characters', password: 'a'.repeat(256), status: 201 },
  { what: '257 characters', password: 'a'.repeat(257), status: 422 },
  { what: 'the user name', password: 'rules-for-passwords', status: 422 },
  { what: 'the user name in capitals', password: 'RULES-FOR-PASSWORDS', status: 422 },
  { what: 'any Unicode', password: 'pass wörd 密码 🔑', status: 201 },
])('a password of $what is answered with $status', async ({ what, password, status }) => {
  const username =
    status === 422 ? 'rules-for-passwords' : `rule-${what.replaceAll(' ', '-').toLowerCase()}`;
  const answer = await server.post('/users', { username, password }, admin.token);
  expect(answer.status).toBe(status);
  if (status === 201) {
    expect((await attempt(server, { username, password }, username)).status).toBe(201);
    const almost = `${password.slice(0, -1)}b`;
    expect((await attempt(server, { username, password: almost }, username)).status).toBe(401);
  } else {
    expect(answer.body.code).toBe('invalid-request');
    expect(answer.body.errors[0].path).toBe('password');
  }
});

test('a new password takes the place of the old one', async () => {
  const ann = await addPerson(server, admin.token);
  const change = { currentPassword: ann.password, newPassword };
  expect((await server.put('/users/me/password', change, ann.token)).status).toBe(204);
  expect((await attempt(server, ann, ann.username)).status).toBe(401);
  const renewed = { username: ann.username, password: newPassword };
  expect((await attempt(server, renewed, ann.username)).status).toBe(201);
});

test('a password is changed by who knows the current one, and to a good one', async () => {
  const ben = await addPerson(server, admin.token);
  const wrong = { currentPassword: 'not the password', newPassword };
  const refused = await server.put('/users/me/password', wrong, ben.token);
  expect(refused.status).toBe(401);
  expect(refused.body.code).toBe('invalid-credentials');
  for (const bad of ['too short', 'a'.repeat(257)]) {
    const change = { currentPassword: ben.password, newPassword: bad };
    const { status, body } = await server.put('/users/me/password', change, ben.token);
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe('newPassword');
  }
  expect((await server.get('/session', ben.token)).status).toBe(200);
  expect((await attempt(server, ben, ben.username)).status).toBe(201);
});

test('the new password is not the user name either', async () => {
  const user = await addUser(server, admin.token, 'a-long-user-name');
  const { token } = await signIn(server, user);
  const change = { currentPassword: user.password, newPassword: 'A-Long-User-Name' };
  expect((await server.put('/users/me/password', change, token)).status).toBe(422);
});

test('changing the password ends every other credential of the user, and only theirs', async () => {
  const user = await addUser(server, admin.token, 'cat');
  const elsewhere = await signInRemembered(server, user, 'laptop-of-cat');
  await server.delete('/session?keepDevice=true', elsewhere.token);
  const here = await signInRemembered(server, user, 'desk-of-cat');
  const script = await makeApiToken(server, here.token);
  const [stream, scripted] = [await server.follow(here.token), await server.follow(script.token)];
  const adminScript = await makeApiToken(server, admin.token);

  const change = { currentPassword: user.password, newPassword };
  expect((await server.put('/users/me/password', change, here.token)).status).toBe(204);

  expect((await server.get('/channels', script.token)).status).toBe(401);
  await scripted.next('session.ended', undefined, 1_000);
  expect((await server.get('/session', here.token)).status).toBe(200);
  expect(stream.isOver()).toBe(false);
  expect((await server.get('/channels', adminScript.token)).status).toBe(200);
  await server.delete('/session?keepDevice=true', here.token);
  const old = await attemptWithToken(server, elsewhere.deviceToken, 'laptop-of-cat');
  expect(old.status).toBe(401);
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

test('a session is needed to change a password', async () => {
  const { token } = await makeApiToken(server, admin.token);
  const change = { currentPassword: ADMIN.password, newPassword };
  expect((await server.put('/users/me/password', change, token)).status).toBe(403);
  expect((await server.put('/users/me/password', change)).status).toBe(401);
});

test('a disabled user cannot sign in; enabled again, they can', async () => {
  const eve = await addPerson(server, admin.token);
  const disabled = await server.patch(`/users/${eve.id}`, { disabled: true }, admin.token);
  expect(disabled.status).toBe(200);
  expect((await server.get('/session', eve.token)).body.reason).toBe('disabled');
  const refused = await attempt(server, eve, eve.username);
  expect([401, 403]).toContain(refused.status);
  const wrong = await attempt(server, { ...eve, password: 'not the password' }, eve.username);
  expect(wrong.status).toBe(401);
  await server.patch(`/users/${eve.id}`, { disabled: false }, admin.token);
  expect((await server.get('/session', eve.token)).status).toBe(401);
  expect((await attempt(server, eve, eve.username)).status).toBe(201);
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
