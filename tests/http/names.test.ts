import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addPerson, addUser, device, signIn } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { workspace } from '../support/command.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, admin } = await serverForSuite();
const { db } = await connectToTest(server.database);
const person = await addPerson(server, admin.token, 'person');
const channel = await makeChannel(server, person, 'a channel');
const password = 'a password of theirs';

/** Every request that takes a name: what is sent beside it, and as what the name is sent. */
const takers: [string, string, string, object, string][] = [
  [
    'a display name at setup',
    'POST',
    '/setup',
    { setupToken: 'x', username: 'first', password },
    'displayName',
  ],
  [
    'a display name of a new user',
    'POST',
    '/users',
    { username: 'newcomer', password },
    'displayName',
  ],
  ['a display name that is changed', 'PATCH', `/users/${person.id}`, {}, 'displayName'],
  ['the name of a new channel', 'POST', '/channels', { kind: 'public' }, 'name'],
  ['the topic of a new channel', 'POST', '/channels', { kind: 'public', name: 'new' }, 'topic'],
  ['the name of a channel that is renamed', 'PATCH', `/channels/${channel.id}`, {}, 'name'],
  ['a topic that is changed', 'PATCH', `/channels/${channel.id}`, {}, 'topic'],
  ['the name of an API token', 'POST', '/tokens', { scopes: ['read'] }, 'name'],
];

const isSeen = 'which cannot be seen: delete it, or type the text anew';

describe('a name with a character that cannot be seen is refused, and the character named', () => {
  test.each(takers)('%s', async (_, method, path, rest, field) => {
    for (const [given, character] of [
      ['Claire\u202enitraM', 'U+202E'],
      ['Claire\u200b', 'U+200B'],
      ['Cl\u2066aire', 'U+2066'],
      ['\u3164', 'U+3164'],
    ]) {
      const body = { ...rest, [field]: given };
      const answer = await server.request(method, path, { token: admin.token, body });
      expect([answer.status, answer.body.code, answer.body.errors]).toEqual([
        422,
        'invalid-request',
        [{ path: field, message: `must not contain ${character}, ${isSeen}`, character }],
      ]);
    }
  });

  test('and so it is on the command line', async () => {
    const { stderr, code } = await workspace(server.database.env, [
      ...['user', 'create', 'hidden', '--display-name', 'Hid\u200bden'],
    ]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`displayName: must not contain U+200B, ${isSeen}`),
    ]);
  });
});

test('a name is kept in NFC and with one space between its words', async () => {
  const given = ' Zoe\u0301\u00a0 \u2009Martin ';
  const user = await server.patch(`/users/${person.id}`, { displayName: given }, person.token);
  expect(user.body.displayName).toBe('Zoé Martin');
  const change = { name: given, topic: given };
  const renamed = await server.patch(`/channels/${channel.id}`, change, person.token);
  expect(renamed.body).toMatchObject({ name: 'Zoé Martin', topic: 'Zoé Martin' });
  const token = await server.post('/tokens', { name: given, scopes: ['read'] }, person.token);
  expect(token.body.name).toBe('Zoé Martin');
});

test('emoji with joiners and variation selectors are taken in display and channel names', async () => {
  const name = 'L’équipe 👩🏽‍🚀❤️‍🔥🏳️‍🌈 1️⃣';
  const user = await server.patch(`/users/${person.id}`, { displayName: name }, person.token);
  expect([user.status, user.body.displayName]).toEqual([200, name]);
  const made = await server.post('/channels', { name, kind: 'public' }, person.token);
  expect([made.status, made.body.name]).toEqual([201, name]);
});

test('a workstation signs in whatever its name: what cannot be seen of it is left out', async () => {
  const user = await addUser(server, admin.token, 'windows');
  const given = { ...device(), name: '\u202aPOSTE\u200b 4\u202c', platform: 'win\u200b32' };
  const signedIn = await server.post('/sessions', { ...user, device: given });
  expect([signedIn.status, signedIn.body.session.device]).toEqual([
    201,
    expect.objectContaining({ name: 'POSTE 4', platform: 'win32' }),
  ]);
});

describe('a user name', () => {
  test.each(['all', 'TOUS', 'here', 'ici', 'channel', 'everyone', 'claire.', 'claire-', 'claire_'])(
    'is not %s for a new user',
    async (username) => {
      const added = await server.post('/users', { username, password }, admin.token);
      expect([added.status, added.body.errors?.[0].path]).toEqual([422, 'username']);
      const setUp = await server.post('/setup', { setupToken: 'x', username, password });
      expect([setUp.status, setUp.body.errors?.[0].path]).toEqual([422, 'username']);
    },
  );

  test('is as well refused on the command line', async () => {
    const { code, stderr } = await workspace(server.database.env, ['user', 'create', 'everyone']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('username: must not be all, ')]);
  });

  test('that an older version took stays, and its user signs in', async () => {
    for (const username of ['old.', 'everyone']) {
      const made = await addUser(server, admin.token, `made-${randomUUID().slice(0, 8)}`);
      await db.updateTable('users').set({ username }).where('id', '=', made.id).execute();
      const signedIn = await signIn(server, { ...made, username }, { device: device() });
      expect(signedIn.id).toBe(made.id);
    }
  });

  test('with a letter of another script is refused, and the letter named', async () => {
    const added = await server.post('/users', { username: 'cl\u0430ire', password }, admin.token);
    expect(added.body.errors[0].message).toContain('U+0430');
  });
});

test('names that would be refused are shown as they are, and other things can be changed', async () => {
  const [displayName, name] = ['Old\u202eeman', 'old\u200bchannel'];
  await db.updateTable('users').set({ displayName }).where('id', '=', person.id).execute();
  await db.updateTable('channels').set({ name }).where('id', '=', channel.id).execute();
  const { body } = await server.get('/users/me', person.token);
  expect(body.displayName).toBe(displayName);
  const changed = await server.patch(`/channels/${channel.id}`, { topic: 'New' }, person.token);
  expect(changed.body).toMatchObject({ name, topic: 'New' });
});
