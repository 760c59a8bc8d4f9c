import { expect, test } from 'vitest';
import { createPasswords } from '../../api/auth/proofs/passwords.ts';
import { addPerson, addUser, device } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';
import { attempt, presenceOf, sessionsOf } from './attempts.ts';

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UTC_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

const patient = { HEARTBEAT_INTERVAL_MS: '20000', HEARTBEAT_TIMEOUT_MS: '60000' };
const { server, admin } = await serverForSuite(patient, createPasswords(2));

test('signing in answers with a token, the session and the user', async () => {
  const user = await addUser(server, admin.token, 'claire');
  const { status, body } = await server.post('/sessions', {
    username: user.username,
    password: user.password,
    device: { ...device('desk-of-claire'), platform: 'linux' },
  });
  expect(status).toBe(201);
  expect(new Set(Object.keys(body))).toEqual(new Set(['token', 'session', 'user']));
  expect(body.token).toEqual(expect.any(String));
  expect(body.session).toEqual({
    id: expect.stringMatching(UUID_V7),
    userId: user.id,
    device: { id: expect.stringMatching(UUID_V7), name: 'desk-of-claire', platform: 'linux' },
    createdAt: expect.stringMatching(UTC_TIME),
    lastHeartbeatAt: expect.stringMatching(UTC_TIME),
    heartbeat: { intervalMs: 20_000, timeoutMs: 60_000 },
  });
  expect(body.session.id).not.toBe(body.token);
  expect(body.user).toMatchObject({ id: user.id, username: 'claire', role: 'member' });
  expect(JSON.stringify(body)).not.toMatch(/argon2|password of|fingerprint/);
});

test('the session is what its token shows, and its id is not a credential', async () => {
  const bob = await addPerson(server, admin.token);
  const { status, body } = await server.get('/session', bob.token);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    session: { id: bob.sessionId, userId: bob.id },
    user: { id: bob.id },
  });
  expect((await server.get('/session', bob.sessionId)).status).toBe(401);
});

test('a user name is case-insensitive, a password is not', async () => {
  const user = await addUser(server, admin.token, 'dora');
  const asShouted = { username: 'DoRa', password: user.password };
  expect((await attempt(server, asShouted, 'dora-1')).status).toBe(201);
  const shouted = { username: 'dora', password: user.password.toUpperCase() };
  expect((await attempt(server, shouted, 'dora-1')).status).toBe(401);
});

test('a wrong password and an unknown user get the same answer', async () => {
  const user = await addUser(server, admin.token, 'emil');
  const wrong = await attempt(server, { ...user, password: 'not his password' }, 'emil-1');
  const unknown = await attempt(server, { ...user, username: 'nobody-at-all' }, 'emil-1');
  const impossible = await attempt(server, { ...user, username: '!' }, 'emil-1');
  expect(wrong.status).toBe(401);
  expect(wrong.headers.get('content-type')).toContain('application/problem+json');
  expect(wrong.body.code).toBe('invalid-credentials');
  for (const other of [unknown, impossible]) {
    expect(other.status).toBe(401);
    expect(other.body).toEqual(wrong.body);
  }
  expect((await attempt(server, user, 'emil-1')).status).toBe(201);
});

test('a wrong password and an unknown user get their answer in the same time', async () => {
  async function elapsedMs(username: string): Promise<number> {
    const began = performance.now();
    const { status } = await attempt(server, { username, password: 'not the password' }, 'fast-1');
    expect(status).toBe(401);
    return performance.now() - began;
  }
  // In turns, and the fastest of each: what else the machine does only ever adds. Where it did so in
  // each turn of a round there is another, with other names, which have guesses left.
  let [wrong, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const isAlike = () => unknown > wrong / 2 && unknown < wrong * 2;
  for (let round = 1; round <= 5 && !isAlike(); round += 1) {
    const user = await addUser(server, admin.token, `fast-${round}`);
    for (let turns = 0; turns < 9; turns += 1) {
      wrong = Math.min(wrong, await elapsedMs(user.username));
      unknown = Math.min(unknown, await elapsedMs(`nobody-with-this-name-${round}`));
    }
  }
  expect([wrong, unknown, isAlike()]).toEqual([wrong, unknown, true]);
});

const password = 'password of gina';
test.each([
  ['no device', { username: 'gina', password }, 'device'],
  ['no credential', { device: device('gina-1') }, 'username'],
  ['no password', { username: 'gina', device: device('gina-1') }, 'password'],
  [
    'a password that is no text',
    { username: 'gina', password: 1, device: device('g') },
    'password',
  ],
  ['a short fingerprint', withFingerprint('a'.repeat(15)), 'device.fingerprint'],
  ['a long fingerprint', withFingerprint('a'.repeat(257)), 'device.fingerprint'],
  ['another character', withFingerprint(`${'a'.repeat(20)}/`), 'device.fingerprint'],
])('signing in with %s is invalid', async (_what, body, path) => {
  const answer = await server.post('/sessions', body);
  expect(answer.status).toBe(422);
  expect(answer.body.code).toBe('invalid-request');
  expect(answer.body.errors.map((error: { path: string }) => error.path)).toContain(path);
});

test.each(['a'.repeat(16), 'Z9:_-'.repeat(51).slice(0, 256).padEnd(256, '0')])(
  'a fingerprint of 16 to 256 of its characters signs in',
  async (fingerprint) => {
    const user = await addUser(server, admin.token, `hugo${fingerprint.length}`);
    const { username, password } = user;
    const answer = await server.post('/sessions', { username, password, device: { fingerprint } });
    expect(answer.status).toBe(201);
    expect(answer.body.session.device.name).toEqual(expect.any(String));
  },
);

test('an admin sees who is connected from where, and nobody else does', async () => {
  const ida = await addPerson(server, admin.token, 'ida');
  const [seen, ...more] = await sessionsOf(server, admin.token, ida.id);
  expect(more).toEqual([]);
  expect(seen).toMatchObject({ id: ida.sessionId, device: { name: ida.username } });
  expect(JSON.stringify(seen)).not.toContain(ida.token);
  const refused = await server.get('/sessions', ida.token);
  expect(refused.status).toBe(403);
  expect(refused.body.code).toBe('forbidden');
});

test('an admin ends a session, and nobody else does', async () => {
  const jim = await addPerson(server, admin.token, 'jim');
  const kim = await addPerson(server, admin.token, 'kim');
  expect((await server.delete(`/sessions/${jim.sessionId}`, kim.token)).status).toBe(403);
  expect((await server.delete(`/sessions/${jim.sessionId}`, jim.token)).status).toBe(403);
  expect((await server.get('/session', jim.token)).status).toBe(200);
  expect((await server.delete(`/sessions/${jim.sessionId}`, admin.token)).status).toBe(204);
  const dead = await server.get('/session', jim.token);
  expect(dead.status).toBe(401);
  expect(dead.body).toMatchObject({ code: 'not-authenticated', reason: 'revoked' });
  expect(await presenceOf(server, admin.token, jim.id)).toBeUndefined();
  expect((await server.delete(`/sessions/${jim.sessionId}`, admin.token)).status).toBe(404);
});

test('no credential and one that never was are not authenticated, without a reason', async () => {
  for (const token of [undefined, 'wss_nonsense', 'wsk_nonsense', 'nonsense']) {
    const answer = await server.get('/session', token);
    expect(answer.status).toBe(401);
    expect(answer.body).toMatchObject({ code: 'not-authenticated', status: 401 });
    expect(answer.body.reason).toBeUndefined();
  }
  const { status } = await server.request('GET', '/session', {
    headers: { authorization: `Basic ${admin.token}` },
  });
  expect(status).toBe(401);
});

function withFingerprint(fingerprint: string) {
  return { username: 'gina', password, device: { fingerprint } };
}
