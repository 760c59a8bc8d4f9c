import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { attempt, attemptWithToken, makeApiToken, signInRemembered } from '../auth/attempts.ts';
import { type Answer, addPerson, addUser, generalOf, signIn } from '../support/api.ts';
import { captureLog, type LogLine } from '../support/captured-log.ts';
import { say } from '../support/chat.ts';
import { ADMIN, startServer } from '../support/server.ts';

const log = captureLog();
const server = await startServer(
  { LOG_LEVEL: 'info', ONE_USER_PER_ADDRESS: 'off', POST_RATE_LIMIT: '5' },
  undefined,
  undefined,
  log,
);
afterAll(server.stop);
const admin = await signIn(server, ADMIN);
const general = await generalOf(server, admin.token);

/** The line of the answer's request; it has no other field but what logs and requests always have. */
async function lineOf(answer: Answer, msg: string): Promise<Partial<LogLine>> {
  const found = await log.next(msg, { requestId: answer.headers.get('x-request-id') });
  const { time: _, pid: __, hostname: ___, requestId: ____, msg: _____, ms, ...line } = found;
  expect(ms).toEqual(expect.any(Number));
  expect(log.text().split(String(found['requestId']))).toHaveLength(2);
  return line;
}
const newUser = () => addUser(server, admin.token, `u${randomUUID().slice(0, 12)}`);
const deviceOf = (answer: Answer): string => answer.body.session.device.id;
const fails = (account: { username: string }, desk: string) =>
  attempt(server, { username: account.username, password: 'not the password' }, desk);

describe('of a sign-in that is refused the log says who, where and why:', () => {
  const signInLine = (status: number, fields: object) => ({
    level: 30,
    method: 'POST',
    route: '/api/v1/sessions',
    status,
    address: '127.0.0.1',
    ...fields,
  });

  test('a wrong password', async () => {
    const user = await newUser();
    const deviceId = deviceOf(await attempt(server, user, user.username));
    const known = await fails(user, user.username);
    const failed = { code: 'invalid-credentials', proof: 'password' };
    expect(await lineOf(known, 'sign-in refused')).toEqual(
      signInLine(401, { ...failed, userId: user.id, deviceId }),
    );
    const unknown = await fails({ username: 'nobody-of-this-name' }, user.username);
    expect(await lineOf(unknown, 'sign-in refused')).toEqual(signInLine(401, failed));
    expect(log.text()).not.toContain('nobody-of-this-name');
  });

  test('a disabled account', async () => {
    const user = await newUser();
    const deviceId = deviceOf(await attempt(server, user, user.username));
    await server.patch(`/users/${user.id}`, { disabled: true }, admin.token);
    const answer = await attempt(server, user, user.username);
    expect(await lineOf(answer, 'sign-in refused')).toEqual(
      signInLine(403, { code: 'forbidden', userId: user.id, deviceId }),
    );
  });

  test('too many attempts: which limit, and for how long', async () => {
    const user = await newUser();
    let answer = await fails(user, `desk-of-${user.username}`);
    while (answer.status === 401) answer = await fails(user, `desk-of-${user.username}`);
    const retryAfterS = Number(answer.headers.get('retry-after'));
    const code = 'too-many-requests';
    expect(await lineOf(answer, 'sign-in refused')).toEqual(
      signInLine(429, { code, limit: 'pair', retryAfterS, userId: user.id }),
    );
  });

  test('an account that is connected elsewhere, and a device that another one has', async () => {
    const [user, stranger] = [await newUser(), await newUser()];
    const first = await attempt(server, user, user.username);
    const other = await attempt(server, stranger, stranger.username);
    const heldBy = {
      userId: user.id,
      sessionId: first.body.session.id,
      deviceId: deviceOf(first),
    };
    await server.delete('/session', other.body.token);
    const elsewhere = await attempt(server, user, stranger.username);
    expect(await lineOf(elsewhere, 'sign-in refused')).toEqual(
      signInLine(409, {
        code: 'account-in-use',
        userId: user.id,
        deviceId: deviceOf(other),
        heldBy,
      }),
    );
    const taken = await attempt(server, stranger, user.username);
    expect(await lineOf(taken, 'sign-in refused')).toEqual(
      signInLine(409, {
        code: 'device-in-use',
        userId: stranger.id,
        deviceId: deviceOf(first),
        heldBy,
      }),
    );
    // The id of a device that was never kept would name nothing.
    const unheardOf = await attempt(server, user, `new-of-${user.username}`);
    expect(await lineOf(unheardOf, 'sign-in refused')).toEqual(
      signInLine(409, { code: 'account-in-use', userId: user.id, heldBy }),
    );
  });

  test('a device token that is dead, bound to another device, or spent', async () => {
    const user = await newUser();
    const { token, deviceToken, session } = await signInRemembered(server, user, user.username);
    await server.delete('/session?keepDevice=true', token);
    const failed = { code: 'invalid-credentials', proof: 'device-token' };

    const dead = await attemptWithToken(server, 'wsd_nothing', user.username);
    expect(await lineOf(dead, 'sign-in refused')).toEqual(
      signInLine(401, { ...failed, deviceToken: 'dead' }),
    );
    const elsewhere = await attemptWithToken(server, deviceToken, `not-${user.username}`);
    expect(await lineOf(elsewhere, 'sign-in refused')).toEqual(
      signInLine(401, {
        ...failed,
        deviceToken: 'bound-elsewhere',
        userId: user.id,
        boundTo: session.device.id,
      }),
    );
    const used = await attemptWithToken(server, deviceToken, user.username);
    expect(used.status).toBe(201);
    const spent = await attemptWithToken(server, deviceToken, user.username);
    // Beside the lines of what it has ended.
    const requestId = spent.headers.get('x-request-id');
    expect(await log.next('sign-in refused', { requestId })).toMatchObject(
      signInLine(401, {
        ...failed,
        deviceToken: 'spent',
        userId: user.id,
        deviceId: session.device.id,
      }),
    );
  });

  test('what is no sign-in at all', async () => {
    const answer = await server.post('/sessions', { username: 'typed-name' });
    expect(await lineOf(answer, 'sign-in refused')).toEqual(
      signInLine(422, { code: 'invalid-request' }),
    );
    expect(log.text()).not.toContain('typed-name');
  });
});

test('a refused setup is in the log', async () => {
  const { username, password } = ADMIN;
  const answer = await server.post('/setup', { setupToken: 'setup_of_mine', username, password });
  expect(await lineOf(answer, 'setup refused')).toEqual({
    level: 30,
    method: 'POST',
    route: '/api/v1/setup',
    status: 409,
    code: 'already-set-up',
    address: '127.0.0.1',
  });
});

test('a refused change of the own password is in the log, up to the limit', async () => {
  const person = await addPerson(server, admin.token);
  const change = () =>
    server.put(
      '/users/me/password',
      { currentPassword: 'a guess of it', newPassword: 'another long one' },
      person.token,
    );
  const ids = { userId: person.id, sessionId: person.sessionId };
  let answer = await change();
  expect(await lineOf(answer, 'password change refused')).toMatchObject({
    level: 30,
    status: 401,
    code: 'invalid-credentials',
    ...ids,
  });
  while (answer.status === 401) answer = await change();
  expect(await lineOf(answer, 'password change refused')).toMatchObject({
    status: 429,
    limit: 'current',
    retryAfterS: Number(answer.headers.get('retry-after')),
    ...ids,
  });
});

test('what is refused to whoever is signed in names them, and the route’s pattern', async () => {
  const person = await addPerson(server, admin.token);
  const ids = { userId: person.id, sessionId: person.sessionId };
  const absent = randomUUID();
  const line = (fields: object) => ({ level: 30, ...ids, address: '127.0.0.1', ...fields });
  expect(await lineOf(await server.get('/sessions', person.token), 'request refused')).toEqual(
    line({ method: 'GET', route: '/api/v1/sessions', status: 403, code: 'forbidden' }),
  );
  const lost = await server.get(`/channels/${absent}/messages?before=7`, person.token);
  const route = '/api/v1/channels/:id/messages';
  expect(await lineOf(lost, 'request refused')).toEqual(
    line({ method: 'GET', route, status: 404, code: 'not-found' }),
  );
  const empty = await server.post(`/channels/${general}/messages`, {}, person.token);
  expect(await lineOf(empty, 'request refused')).toEqual(
    line({ method: 'POST', route, status: 422, code: 'invalid-request' }),
  );
  let flood = empty;
  while (flood.status !== 429) {
    flood = await server.post(
      `/channels/${general}/messages`,
      { clientId: randomUUID(), body: 'again' },
      person.token,
    );
  }
  expect(await lineOf(flood, 'request refused')).toMatchObject({ status: 429, limit: 'posts' });
  const taken = await server.post(
    '/users',
    { username: person.username, password: 'a long password' },
    admin.token,
  );
  expect(await lineOf(taken, 'request refused')).toMatchObject({
    status: 409,
    code: 'username-taken',
    userId: admin.id,
  });
  expect(log.text()).not.toContain(absent);
});

test('an API token that may not is named, and a session that is over with its reason', async () => {
  const person = await addPerson(server, admin.token);
  const { id, token } = await makeApiToken(server, person.token, { scopes: ['read'] });
  const lacking = await server.post('/channels', { name: 'x', kind: 'public' }, token);
  expect(await lineOf(lacking, 'request refused')).toMatchObject({
    status: 403,
    userId: person.id,
    tokenId: id,
  });
  await server.delete('/session', person.token);
  const over = await server.get('/channels', person.token);
  expect(await lineOf(over, 'request refused')).toMatchObject({
    status: 401,
    code: 'not-authenticated',
    reason: 'logged-out',
    userId: person.id,
    sessionId: person.sessionId,
  });
});

test('what works, and what strangers are refused, takes no line at info', async () => {
  const before = log.text();
  await say(server, admin, general, 'a post');
  await server.get('/channels', admin.token);
  const strange = await server.get('/channels', 'wss_of_nobody');
  expect(strange.status).toBe(401);
  expect((await server.get('/channels')).status).toBe(401);
  expect((await server.get('/nothing-of-this-name')).status).toBe(404);
  expect(log.text()).toBe(before);
});
