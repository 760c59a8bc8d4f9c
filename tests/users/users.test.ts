import { describe, expect, test } from 'vitest';
import { addPerson, addUser, generalOf, type Person, signIn } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const member = await addPerson(server, admin.token, 'member');

const add = (fields: Record<string, unknown>, token = admin.token) =>
  server.post('/users', { password: 'a password of theirs', ...fields }, token);

describe('adding a user', () => {
  test('answers 201 with the user, who is in general and can sign in', async () => {
    const { status, body } = await add({ username: 'claire', displayName: ' Claire Dupont ' });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      username: 'claire',
      displayName: 'Claire Dupont',
      role: 'member',
      disabled: false,
    });
    expect(body.id).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(body.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z$/);
    expect(JSON.stringify(body)).not.toMatch(/password|argon/i);
    const claire = await signIn(server, { username: 'claire', password: 'a password of theirs' });
    expect(await generalOf(server, claire.token)).toBe(await generalOf(server, admin.token));
  });

  test('gives the role that is asked for, and the user name as display name by default', async () => {
    const { body } = await add({ username: 'second-admin', role: 'admin' });
    expect(body).toMatchObject({ role: 'admin', displayName: 'second-admin' });
    expect((await add({ username: 'king', role: 'owner' })).status).toBe(422);
  });

  test('is for administrators', async () => {
    const { status, body } = await add({ username: 'intruder' }, member.token);
    expect(status).toBe(403);
    expect(body.code).toBe('forbidden');
    expect((await add({ username: 'intruder' })).status).toBe(201);
  });

  test.each(['a1', '00', 'a'.repeat(32), 'jean-luc', 'jean.luc', 'jean_luc'])(
    'takes the user name %j',
    async (username) => {
      const { status, body } = await add({ username });
      expect(status).toBe(201);
      expect(body.username).toBe(username);
    },
  );

  test.each([
    '',
    'a',
    'a'.repeat(33),
    '-ab',
    '.ab',
    '_ab',
    '0.',
    'ab-',
    'a b',
    'élise',
    'ab\n',
    'a\u0000b',
    'İab',
    42,
    null,
  ])('refuses the user name %j with 422 and the field named', async (username) => {
    const { status, body } = await add({ username });
    expect(status).toBe(422);
    expect(body.code).toBe('invalid-request');
    expect(body.errors[0].path).toBe('username');
  });

  test('takes user names as case-insensitive: one in capitals is taken, and signs in', async () => {
    const { body } = await add({ username: 'MixedCase' });
    expect(body.username).toBe('mixedcase');
    const again = await add({ username: 'mIXEDcASE' });
    expect(again.status).toBe(409);
    expect(again.body.code).toBe('username-taken');
    const user = await signIn(server, { username: 'MIXEDCASE', password: 'a password of theirs' });
    expect(user.id).toBe(body.id);
  });

  test('adds one of several who ask for the same name at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => add({ username: 'wanted' })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
    const { body } = await server.get('/users', admin.token);
    expect(body.users.filter((user: Person) => user.username === 'wanted')).toHaveLength(1);
  });
});

describe('the list of users', () => {
  test('shows everyone to everyone signed in, without secrets', async () => {
    const { status, body } = await server.get('/users', member.token);
    expect(status).toBe(200);
    const names = body.users.map((user: Person) => user.username);
    expect(names).toContain('admin');
    expect(names).toContain(member.username);
    expect(JSON.stringify(body)).not.toMatch(/argon|passwordHash/);
    expect((await server.get('/users')).status).toBe(401);
  });
});

describe('changing a user', () => {
  test('changes display name and role for administrators, at once', async () => {
    const user = await addPerson(server, admin.token);
    expect((await add({ username: 'no-right' }, user.token)).status).toBe(403);
    const change = { displayName: 'New Name', role: 'admin' };
    const { status, body } = await server.patch(`/users/${user.id}`, change, admin.token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id: user.id, username: user.username, ...change });
    expect((await add({ username: 'by-right' }, user.token)).status).toBe(201);
    await server.patch(`/users/${user.id}`, { role: 'member' }, admin.token);
    expect((await add({ username: 'no-right' }, user.token)).status).toBe(403);
  });

  test('is forbidden to members, but for their own display name', async () => {
    const mine = `/users/${member.id}`;
    expect((await server.patch(mine, { displayName: 'Me' }, member.token)).body.displayName).toBe(
      'Me',
    );
    for (const change of [
      { role: 'admin' },
      { disabled: true },
      { displayName: 'x', role: 'admin' },
    ]) {
      expect((await server.patch(mine, change, member.token)).status).toBe(403);
    }
    const { status } = await server.patch(`/users/${admin.id}`, { displayName: 'x' }, member.token);
    expect(status).toBe(403);
    const { body } = await server.get('/session', member.token);
    expect(body.user).toMatchObject({ role: 'member', displayName: 'Me', disabled: false });
  });

  test('refuses invalid fields, and 404 for a user that does not exist', async () => {
    const { status, body } = await server.patch(
      `/users/${member.id}`,
      { displayName: ' ', role: 'boss', disabled: 'yes' },
      admin.token,
    );
    expect(status).toBe(422);
    expect(body.errors.map((error: { path: string }) => error.path).sort()).toEqual([
      'disabled',
      'displayName',
      'role',
    ]);
    for (const id of ['00000000-0000-7000-8000-000000000000', 'nobody']) {
      const missing = await server.patch(`/users/${id}`, { displayName: 'x' }, admin.token);
      expect(missing.status).toBe(404);
      expect(missing.body.code).toBe('not-found');
    }
  });

  test('takes an id in capitals for the same id', async () => {
    const change = { displayName: 'Capital' };
    const { body } = await server.patch(`/users/${member.id.toUpperCase()}`, change, admin.token);
    expect(body).toMatchObject({ id: member.id, displayName: 'Capital' });
  });
});

describe('disabling a user', () => {
  test('ends their session, streams, API tokens and device tokens at once', async () => {
    const user = await addUser(server, admin.token, 'leaver');
    const device = { fingerprint: 'fingerprint-of-leaver' };
    const signedIn = await server.post('/sessions', { ...user, device, remember: true });
    const { token, deviceToken } = signedIn.body;
    const made = await server.post('/tokens', { name: 'bot', scopes: ['read'] }, token);
    const apiToken = made.body.token;
    const stream = await server.follow(token);
    const botStream = await server.follow(apiToken);
    expect((await server.get('/session', token)).status).toBe(200);
    expect((await server.get('/users', apiToken)).status).toBe(200);

    const { status, body } = await server.patch(
      `/users/${user.id}`,
      { disabled: true },
      admin.token,
    );
    expect(status).toBe(200);
    expect(body.disabled).toBe(true);

    const dead = await server.get('/session', token);
    expect(dead.status).toBe(401);
    expect(dead.body).toMatchObject({ code: 'not-authenticated', reason: 'disabled' });
    expect((await server.get('/users', apiToken)).status).toBe(401);
    expect((await stream.next('session.ended')).data).toEqual({ reason: 'disabled' });
    await botStream.next('session.ended');
    const { body: presence } = await server.get('/presence', admin.token);
    expect(presence.users.map((entry: { userId: string }) => entry.userId)).not.toContain(user.id);
    expect((await server.post('/sessions', { ...user, device })).status).toBe(403);
    // Who does not know the password is not told that the account is disabled.
    const guess = { ...user, password: 'not the password', device };
    expect((await server.post('/sessions', guess)).status).toBe(401);
    expect((await server.post('/sessions', { deviceToken, device })).status).not.toBe(201);

    await server.patch(`/users/${user.id}`, { disabled: false }, admin.token);
    expect((await server.get('/session', token)).status).toBe(401);
    expect((await server.get('/users', apiToken)).status).toBe(401);
    expect((await server.post('/sessions', { deviceToken, device })).status).toBe(401);
    expect((await server.post('/sessions', { ...user, device })).status).toBe(201);
  });
});
