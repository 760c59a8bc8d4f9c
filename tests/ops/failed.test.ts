import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { attempt, attemptWithToken, makeApiToken, signInRemembered } from '../auth/attempts.ts';
import { type Answer, generalOf, signIn } from '../support/api.ts';
import { captureLog } from '../support/captured-log.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

const log = captureLog();
// "Unset" is what it is for who makes the first administrator by hand.
const byHand = { ADMIN_USERNAME: '', ADMIN_PASSWORD: '', LOG_LEVEL: 'trace' };
const server = await startServer(byHand, undefined, undefined, log);
afterAll(server.stop);
await server.post('/setup', { setupToken: server.firstRunToken, ...ADMIN });
const admin = await signIn(server, ADMIN);

const lineOf = (answer: Answer, msg: string) =>
  log.next(msg, { requestId: answer.headers.get('x-request-id') });

test('a fault of the server is one error, with the request and whose it was', async () => {
  const { db } = await connectToTest(server.database);
  await sql`alter table channels rename to somewhere_else`.execute(db);
  const answer = await server.get('/channels', admin.token);
  await sql`alter table somewhere_else rename to channels`.execute(db);
  expect(answer.status).toBe(500);
  expect(await lineOf(answer, 'unexpected error')).toMatchObject({
    level: 50,
    method: 'GET',
    route: '/api/v1/channels',
    status: 500,
    code: 'internal-error',
    userId: admin.id,
    sessionId: admin.sessionId,
    address: '127.0.0.1',
    err: { message: expect.stringContaining('channels'), stack: expect.any(String) },
  });
});

test('a database that takes no writes is a warning for each request that it fails', async () => {
  const { db } = await connectToTest(server.database);
  const general = await generalOf(server, admin.token);
  // As a trigger of the database does, so that its own settings stay as they are.
  await sql`create function refuse() returns trigger language plpgsql as
    $$ begin raise exception 'nothing is written here' using errcode = '25006'; end $$`.execute(db);
  await sql`create trigger refuse before insert on messages execute function refuse()`.execute(db);
  const answer = await server.post(`/channels/${general}/messages`, { body: 'x' }, admin.token);
  await sql`drop trigger refuse on messages`.execute(db);
  await sql`drop function refuse()`.execute(db);
  expect(answer.status).toBe(503);
  const line = await lineOf(answer, 'request failed');
  expect(line).toMatchObject({
    level: 40,
    route: '/api/v1/channels/:id/messages',
    status: 503,
    code: 'service-unavailable',
    reason: 'nothing is written here',
    userId: admin.id,
  });
  expect(line).not.toHaveProperty('err');
});

test('every other request is there at debug, strangers’ too, by its route’s pattern', async () => {
  const fine = await server.get('/channels', admin.token);
  expect(await lineOf(fine, 'request')).toMatchObject({ level: 20, status: 200 });
  const strange = await server.get('/channels', 'wss_of_nobody');
  expect(await lineOf(strange, 'request refused')).toMatchObject({
    level: 20,
    route: '/api/v1/channels',
    status: 401,
    code: 'not-authenticated',
  });
  const lost = await server.get('/a-path-that-may-hold-a-secret', admin.token);
  expect(await lineOf(lost, 'request refused')).toMatchObject({ status: 404, code: 'not-found' });
  expect(log.text()).not.toContain('a-path-that-may-hold');
});

test('no secret, no text and no typed name is in the log at any level', async () => {
  const mark = (what: string) => `marked${what}`;
  const bob = { username: mark('name'), password: mark('password') };
  const { body: user } = await server.post(
    '/users',
    { ...bob, displayName: mark('Display') },
    admin.token,
  );
  const desk = mark('desk');
  const first = await signInRemembered(server, bob, desk);
  await attempt(server, { username: mark('typed'), password: mark('guess') }, desk);
  await attempt(server, { ...bob, password: mark('guess') }, desk);
  await attemptWithToken(server, `wsd_${mark('dead')}`, desk);
  await server.post('/setup', { setupToken: mark('setup'), ...bob });
  const { body: channel } = await server.post(
    '/channels',
    { name: mark('channel'), kind: 'public', topic: mark('topic') },
    first.token,
  );
  await server.patch(`/channels/${channel.id}`, { topic: mark('newtopic') }, first.token);
  await server.patch(`/channels/${channel.id}`, { topic: 7, name: mark('bad') }, first.token);
  const messages = `/channels/${channel.id}/messages`;
  const { body: message } = await server.post(messages, { body: mark('text') }, first.token);
  await server.patch(`/messages/${message.id}`, { body: mark('edit') }, first.token);
  await server.post(messages, { body: mark('text'), [mark('field')]: mark('value') }, first.token);
  await server.post(messages, `{"body":"${mark('broken')}`, first.token);
  await server.get(`${messages}?before=${mark('query')}`, first.token);
  await server.get(`/channels/${mark('path')}/messages`, first.token);
  await server.get(`/${mark('unknown')}`, first.token);
  const apiToken = await makeApiToken(server, first.token, { name: mark('script') });
  await server.get('/channels', apiToken.token);
  await server.put('/users/me/password', passwords('guess', 'next'), first.token);
  await server.put('/users/me/password', passwords('password', 'next'), first.token);
  await server.patch(`/users/${user.id}`, { displayName: mark('Renamed') }, admin.token);
  const newPassword = mark('given');
  await server.put(`/users/${user.id}/password`, { newPassword }, admin.token);
  const again = await signInRemembered(server, { ...bob, password: newPassword }, desk);
  const stream = await server.follow(again.token);
  await server.get('/channels', `wss_${mark('token')}`);
  await server.patch(`/users/${user.id}`, { disabled: true }, admin.token);
  await log.next('stream ended', { userId: user.id, reason: 'disabled' });
  stream.abort();

  function passwords(current: string, next: string) {
    return { currentPassword: mark(current), newPassword: mark(next) };
  }
  expect(log.all('audit', { userId: user.id }).length).toBeGreaterThan(4);
  const text = log.text();
  expect(text).not.toMatch(/marked/i);
  const secrets = [first, again].flatMap(({ token, deviceToken }) => [token, deviceToken]);
  secrets.push(apiToken.token, admin.token, ADMIN.password, server.firstRunToken);
  for (const secret of secrets) {
    expect(secret).toEqual(expect.any(String));
    expect(text).not.toContain(secret);
  }
  expect(text).not.toMatch(/ws[a-z]_|argon|fingerprint/);
});
