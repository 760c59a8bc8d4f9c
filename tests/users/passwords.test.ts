import { describe, expect, test } from 'vitest';
import { addPerson, addUser, device, type Person, signIn } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();

const changeOwn = (person: Person, newPassword: string, currentPassword = person.password) =>
  server.put('/users/me/password', { currentPassword, newPassword }, person.token);

/** A user on one device, remembered on another, with an API token. */
async function withCredentials(name: string) {
  const user = await addUser(server, admin.token, name);
  const elsewhere = { fingerprint: `fingerprint-elsewhere-${name}` };
  const remembered = await server.post('/sessions', { ...user, device: elsewhere, remember: true });
  await server.delete('/session?keepDevice=true', remembered.body.token);
  const person = await signIn(server, user, { remember: true });
  const made = await server.post('/tokens', { name: 'bot', scopes: ['read'] }, person.token);
  return {
    person,
    apiToken: made.body.token as string,
    atElsewhere: { deviceToken: remembered.body.deviceToken as string, device: elsewhere },
  };
}

describe("changing one's own password", () => {
  test('ends every other credential of the user and keeps this session', async () => {
    const { person, apiToken, atElsewhere } = await withCredentials('changer');
    const bot = await server.follow(apiToken);
    const own = await server.follow(person.token);
    expect((await server.get('/channels', apiToken)).status).toBe(200);

    expect((await changeOwn(person, 'something else entirely')).status).toBe(204);

    expect((await server.get('/session', person.token)).status).toBe(200);
    expect((await server.get('/channels', apiToken)).status).toBe(401);
    await bot.next('session.ended');
    expect(own.isOver()).toBe(false);
    const byToken = await server.post('/sessions', atElsewhere);
    expect(byToken.status).toBe(401);
    expect(byToken.body.code).toBe('invalid-credentials');
    await server.delete('/session', person.token);
    await expect(signIn(server, person)).rejects.toThrow('401');
    await signIn(server, { ...person, password: 'something else entirely' });
  });

  test('is refused without the current password', async () => {
    const person = await addPerson(server, admin.token);
    const { status, body } = await changeOwn(person, 'something else entirely', 'not the password');
    expect(status).toBe(401);
    expect(body.code).toBe('invalid-credentials');
    await server.delete('/session', person.token);
    await signIn(server, person);
  });

  test('is not for API tokens', async () => {
    const { person, apiToken } = await withCredentials('scripted');
    const made = await server.post(
      '/tokens',
      { name: 'w', scopes: ['read', 'write'] },
      person.token,
    );
    for (const token of [apiToken, made.body.token]) {
      const { status } = await changeOwn({ ...person, token }, 'something else entirely');
      expect(status).toBe(403);
    }
  });
});

describe("an administrator's reset of a password", () => {
  test('ends every credential of the user, this session too, and the new one works', async () => {
    const { person, apiToken, atElsewhere } = await withCredentials('forgetful');
    const path = `/users/${person.id}/password`;
    const { status } = await server.put(path, { newPassword: 'given by the admin' }, admin.token);
    expect(status).toBe(204);
    const dead = await server.get('/session', person.token);
    expect(dead.status).toBe(401);
    expect(dead.body.reason).toBe('revoked');
    expect((await server.get('/channels', apiToken)).status).toBe(401);
    expect((await server.post('/sessions', atElsewhere)).status).toBe(401);
    await expect(signIn(server, person)).rejects.toThrow('401');
    await signIn(server, { ...person, password: 'given by the admin' });
  });

  test('is for administrators, and 404 for a user that does not exist', async () => {
    const person = await addPerson(server, admin.token);
    const reset = { newPassword: 'given by somebody' };
    expect((await server.put(`/users/${admin.id}/password`, reset, person.token)).status).toBe(403);
    const nobody = '/users/00000000-0000-7000-8000-000000000000/password';
    expect((await server.put(nobody, reset, admin.token)).status).toBe(404);
  });
});

describe('a password', () => {
  const tries = (password: string) => [
    (name: string) => server.post('/users', { username: name, password }, admin.token),
    async (name: string) => {
      const user = await addUser(server, admin.token, name);
      return server.put(`/users/${user.id}/password`, { newPassword: password }, admin.token);
    },
    async (name: string) => {
      const person = await signIn(server, await addUser(server, admin.token, name));
      return changeOwn(person, password);
    },
  ];

  test.each([
    ['of 10 characters', 'ten chars!'],
    ['of 256 characters', 'x'.repeat(256)],
    ['of 10 characters beyond the BMP', '🐙🦔🐌🦊🐙🦔🐌🦊🦉🐢'],
    ['of 256 characters beyond the BMP', '🐙'.repeat(256)],
    ['with control characters, spaces and any Unicode', ' \t\u0007 pässwörd 🐙 '],
  ])('%s is taken, and signs in', async (description, password) => {
    const name = `p${description.replace(/\W+/g, '').slice(0, 28).toLowerCase()}`;
    for (const [index, set] of tries(password).entries()) {
      const { status } = await set(`${name}${index}`);
      expect(status).toBeLessThan(300);
      await signIn(server, { username: `${name}${index}`, password }, { takeover: true });
    }
    const almost = { username: `${name}0`, password: `${password.slice(0, -2)}bb` };
    await expect(signIn(server, almost)).rejects.toThrow('401');
  });

  test.each([
    ['of 9 characters', 'nine char'],
    ['of 257 characters', 'x'.repeat(257)],
    ['of 9 characters beyond the BMP', '🐙'.repeat(9)],
    ['that is not well-formed', 'a lone \ud800 surrogate'],
  ])('%s is refused with 422 and the field named', async (description, password) => {
    const name = `r${description.replace(/\W+/g, '').slice(0, 28).toLowerCase()}`;
    for (const [index, set] of tries(password).entries()) {
      const { status, body } = await set(`${name}${index}`);
      expect(status).toBe(422);
      expect(body.errors[0].path).toMatch(/^(password|newPassword)$/);
    }
  });

  test('must not be the user name, in whatever case', async () => {
    for (const [index, set] of tries('SAME-as-username0').entries()) {
      // Only the first of the names is the password.
      const { status } = await set(`same-as-username${index}`);
      expect(status < 300, `attempt ${index}`).toBe(index !== 0);
    }
    const person = await signIn(server, await addUser(server, admin.token, 'same-as-username9'));
    const path = `/users/${person.id}/password`;
    const newPassword = 'Same-As-Username9';
    const answers = [
      await server.put(path, { newPassword }, admin.token),
      await changeOwn(person, newPassword),
    ];
    for (const { status, body } of answers) {
      expect(status).toBe(422);
      expect(body.errors[0].path).toBe('newPassword');
    }
  });
});

test('who was given a password is asked for another one, until they have chosen it', async () => {
  const given = { username: 'newcomer', password: 'given for a start' };
  const { body: user } = await server.post(
    '/users',
    { ...given, mustChangePassword: true },
    admin.token,
  );
  const mustChange = async (password: string) => {
    const signedIn = await server.post('/sessions', { ...given, password, device: device('desk') });
    expect(signedIn.status).toBe(201);
    const { token, session } = signedIn.body;
    const own = await server.get('/session', token);
    expect(own.body.session.mustChangePassword).toBe(session.mustChangePassword);
    return { token, isAsked: session.mustChangePassword };
  };
  const first = await mustChange(given.password);
  expect(first.isAsked).toBe(true);
  const change = { currentPassword: given.password, newPassword: 'chosen by myself' };
  expect((await server.put('/users/me/password', change, first.token)).status).toBe(204);
  expect((await mustChange('chosen by myself')).isAsked).toBeUndefined();

  const reset = (more: object) =>
    server.put(
      `/users/${user.id}/password`,
      { newPassword: 'given once more', ...more },
      admin.token,
    );
  expect((await reset({})).status).toBe(204);
  expect((await mustChange('given once more')).isAsked).toBe(true);
  expect((await reset({ mustChangePassword: false })).status).toBe(204);
  expect((await mustChange('given once more')).isAsked).toBeUndefined();
});
