import { describe, expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../../api/auth/proofs/passwords.ts';
import { addPerson, type Person, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { openLock, waitForBlocked } from '../support/locks.ts';
import { newApiToken } from '../support/posting.ts';
import { CHEAP } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

/** As hashing is where many ask at once: what has begun is done when the gate opens. */
let gate: Promise<unknown> = Promise.resolve();
let waiting = 0;
const quick = createPasswords(4, CHEAP);
const passwords: Passwords = {
  ...quick,
  async hash(password) {
    waiting += 1;
    await gate;
    return quick.hash(password);
  },
};
const { server, admin } = await serverForSuite({}, passwords);
const boss = async () => {
  const person = await addPerson(server, admin.token);
  await server.patch(`/users/${person.id}`, { role: 'admin' }, admin.token);
  return person;
};

/** Closes the gate, sends the requests, makes the change when all of them wait, and lets them go on. */
async function overtake<Answer>(send: () => Promise<Answer>[], change: () => Promise<unknown>) {
  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  waiting = 0;
  try {
    const sent = send();
    await until(() => waiting === sent.length);
    await change();
    opening.resolve();
    return await Promise.all(sent);
  } finally {
    opening.resolve();
  }
}
async function signInAgain(person: Person) {
  await server.delete('/session', person.token);
  await signIn(server, person);
}
const set = (person: Person, fields: object) =>
  server.patch(`/users/${person.id}`, fields, admin.token);
const usernames = async () =>
  (await server.get('/users', admin.token)).body.users.map(
    ({ username }: { username: string }) => username,
  );

test.each([
  ['disabled', (person: Person) => set(person, { disabled: true }), 401],
  ['no administrator any more', (person: Person) => set(person, { role: 'member' }), 403],
  ['logged out', (person: Person) => server.delete('/session', person.token), 401],
  ['logged out, and in again', signInAgain, 401],
])(
  'whoever is %s makes no user and resets no password, however long it was queued',
  async (_, change, status) => {
    const person = await boss();
    const victim = await addPerson(server, admin.token);
    const before = await usernames();
    const password = 'a password that is long';
    const answers = await overtake(
      () => [
        ...['one', 'two', 'three'].map((name) =>
          server.post(
            '/users',
            { username: `${name}-late`, password, role: 'admin' },
            person.token,
          ),
        ),
        server.put(`/users/${victim.id}/password`, { newPassword: password }, person.token),
      ],
      () => change(person),
    );
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status, status]);
    expect(await usernames()).toEqual(before);
    expect((await server.get('/session', victim.token)).status).toBe(200);
  },
);

test('an own new password is not set by a session that has ended, nor over one set meanwhile', async () => {
  const [gone, reset] = [
    await addPerson(server, admin.token),
    await addPerson(server, admin.token),
  ];
  const own = ({ password, token }: Person) =>
    server.put(
      '/users/me/password',
      { currentPassword: password, newPassword: 'of the late' },
      token,
    );
  const [late] = await overtake(
    () => [own(gone)],
    () => server.delete('/session', gone.token),
  );
  expect(late?.status).toBe(401);
  await signIn(server, gone);

  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  waiting = 0;
  const ofReset = own(reset);
  await until(() => waiting === 1);
  gate = Promise.resolve();
  const newPassword = 'of the administrator';
  await server.put(`/users/${reset.id}/password`, { newPassword }, admin.token);
  opening.resolve();
  expect((await ofReset).status).toBe(401);
  await signIn(server, { ...reset, password: newPassword });
});

test.skipIf(databaseKind() === 'embedded')(
  'an API token that is deleted does nothing more',
  async () => {
    const [person, other] = [await boss(), await addPerson(server, admin.token)];
    const token = await newApiToken(server, person.token);
    const url = urlOf(server.database);
    const lock = await openLock(url, `select from users where id = '${other.id}' for update`);
    const late = server.patch(`/users/${other.id}`, { displayName: 'By a token' }, token);
    await waitForBlocked(url, 1);
    const { db, close } = await connectToTest(server.database);
    await db.deleteFrom('apiTokens').where('userId', '=', person.id).execute();
    if (server.database.opened === undefined) await close();
    await lock.release();
    expect((await late).status).toBe(401);
    expect((await server.get('/users/me', other.token)).body.displayName).toBe(other.username);
  },
);

describe.skipIf(databaseKind() === 'embedded')('a change that waits for its channel', () => {
  test.each([
    ['is disabled', { disabled: true }, 401],
    ['is no administrator any more', { role: 'member' }, 403],
  ])('is made before its maker %s, and none after it', async (_, change, status) => {
    const person = await boss();
    const channel = await makeChannel(server, admin, `locked ${status}`);
    const url = urlOf(server.database);
    const lock = await openLock(url, `select from channels where id = '${channel.id}' for update`);
    const answered: string[] = [];
    const note = (what: string) => (answer: { status: number }) =>
      answered.push(`${what} ${answer.status}`);
    const rename = (topic: string) =>
      server.patch(`/channels/${channel.id}`, { topic }, person.token);
    const renaming = rename('in time').then(note('renamed'));
    await waitForBlocked(url, 1);
    const changing = set(person, change).then(note('changed'));
    await waitForBlocked(url, 2);
    expect(answered).toEqual([]);
    await lock.release();
    await Promise.all([renaming, changing]);
    expect(answered).toEqual(['renamed 200', 'changed 200']);
    expect((await rename('too late')).status).toBe(status);
  });
});

test.skipIf(databaseKind() === 'embedded').each(['late', 'for @admin'])(
  'whoever is taken out of a channel while they wait for it changes nothing there, nor posts %j',
  async (text) => {
    const [person, other] = [
      await addPerson(server, admin.token),
      await addPerson(server, admin.token),
    ];
    const memberIds = [person.id];
    const channel = await makeChannel(server, admin, text, { kind: 'private', memberIds });
    const message = await say(server, person, channel.id, 'before');
    const url = urlOf(server.database);
    const lock = await openLock(url, `select from channels where id = '${channel.id}' for update`);
    const removing = server.delete(`/channels/${channel.id}/members/${person.id}`, admin.token);
    await waitForBlocked(url, 1);
    const late = [
      server.put(`/channels/${channel.id}/members/${other.id}`, undefined, person.token),
      server.patch(`/messages/${message.id}`, { body: 'after' }, person.token),
      server.delete(`/messages/${message.id}`, person.token),
      server.post(`/channels/${channel.id}/messages`, { body: text }, person.token),
    ];
    await waitForBlocked(url, 5);
    await lock.release();
    expect((await removing).status).toBe(204);
    expect((await Promise.all(late)).map(({ status }) => status)).toEqual(late.map(() => 404));
    const { body } = await server.get(`/messages/${message.id}`, admin.token);
    expect(body).toMatchObject({ body: 'before', revision: 1 });
  },
);

test('administrators who end each other at once leave no deadlock and no 500', async () => {
  const [one, two] = [await boss(), await boss()];
  const { body } = await server.get('/sessions', admin.token);
  const seatOf = (person: Person) =>
    body.sessions.find(({ userId }: { userId: string }) => userId === person.id).id;
  const answers = await Promise.all([
    server.delete(`/sessions/${seatOf(two)}`, one.token),
    server.delete(`/sessions/${seatOf(one)}`, two.token),
  ]);
  expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
});
