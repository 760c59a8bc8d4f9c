import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, addPerson, addUser } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { attempt, presenceOf, sessionsOf } from './attempts.ts';

const { server, admin } = await serverForSuite();

test('a user who is live on another device is refused, and told where and for how long', async () => {
  const ann = await addPerson(server, admin.token, 'ann');
  const { body: mine } = await server.get('/session', ann.token);
  const { status, headers, body } = await attempt(server, ann, 'other-of-ann');
  expect(status).toBe(409);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(body).toMatchObject({
    code: 'account-in-use',
    device: { name: ann.username },
    since: mine.session.createdAt,
    lastHeartbeatAt: expect.any(String),
  });
  expect(Date.parse(body.lastHeartbeatAt)).toBeGreaterThanOrEqual(
    Date.parse(mine.session.lastHeartbeatAt),
  );
  expect(body.expiresInMs).toBeGreaterThan(0);
  expect(body.expiresInMs).toBeLessThanOrEqual(45_000);
  expect((await server.get('/session', ann.token)).status).toBe(200);
});

test('who may not sign in is not told that the account is in use', async () => {
  const ben = await addPerson(server, admin.token, 'ben');
  const wrong = { ...ben, password: 'not the password' };
  const { status, body } = await attempt(server, wrong, 'other-of-ben', { takeover: true });
  expect(status).toBe(401);
  expect(body.code).toBe('invalid-credentials');
  expect(JSON.stringify(body)).not.toContain(ben.username);
  expect((await server.get('/session', ben.token)).status).toBe(200);
});

test('a takeover ends the other session and starts this one', async () => {
  const cat = await addPerson(server, admin.token, 'cat');
  const stream = await server.follow(cat.token);
  const { status, body } = await attempt(server, cat, 'other-of-cat', { takeover: true });
  expect(status).toBe(201);
  expect((await stream.next('session.ended', undefined, 1_000)).data.reason).toBe('taken-over');
  expect((await server.get('/session', cat.token)).body.reason).toBe('taken-over');
  expect((await server.get('/session', body.token)).status).toBe(200);
  const sessions = await sessionsOf(server, admin.token, cat.id);
  expect(sessions.map(({ id }) => id)).toEqual([body.session.id]);
});

test('a takeover where nobody is connected is a plain sign-in', async () => {
  const user = await addUser(server, admin.token, 'dan');
  expect((await attempt(server, user, 'dan-1', { takeover: true })).status).toBe(201);
});

test.each([false, true])(
  "a device that holds another user's session is refused, with takeover: %s",
  async (takeover) => {
    const eve = await addPerson(server, admin.token, 'eve');
    const fay = await addPerson(server, admin.token, 'fay');
    const { status, body } = await attempt(server, fay, eve.username, { takeover });
    expect(status).toBe(409);
    expect(body.code).toBe('device-in-use');
    expect(body.expiresInMs).toBeGreaterThan(0);
    expect(body.expiresInMs).toBeLessThanOrEqual(45_000);
    expect(JSON.stringify(body)).not.toContain(eve.username);
    expect((await server.get('/session', eve.token)).status).toBe(200);
    expect((await server.get('/session', fay.token)).status).toBe(200);
    expect((await server.delete('/session', eve.token)).status).toBe(204);
    expect((await attempt(server, fay, eve.username, { takeover: true })).status).toBe(201);
  },
);

test('the same user on the same device always gets in: the older session is replaced', async () => {
  const gus = await addPerson(server, admin.token, 'gus');
  let last = gus.token;
  for (const takeover of [false, true]) {
    const { status, body } = await attempt(server, gus, gus.username, { takeover });
    expect(status).toBe(201);
    expect((await server.get('/session', last)).body.reason).toBe('replaced');
    last = body.token;
    expect((await server.get('/session', last)).status).toBe(200);
  }
  expect(await sessionsOf(server, admin.token, gus.id)).toHaveLength(1);
});

test('replacing keeps the device and takes over its new name', async () => {
  const user = await addUser(server, admin.token, 'hal');
  const { fingerprint } = { fingerprint: 'fingerprint-of-renamed' };
  const credentials = { username: user.username, password: user.password };
  const first = await server.post('/sessions', { ...credentials, device: { fingerprint } });
  const device = { fingerprint, name: 'front desk', platform: 'win32' };
  const second = await server.post('/sessions', { ...credentials, device });
  const { id } = first.body.session.device;
  expect(second.body.session.device).toEqual({ id, name: 'front desk', platform: 'win32' });
});

test('a workstation is one device for all its users', async () => {
  const ivo = await addPerson(server, admin.token, 'ivo');
  const [{ device }] = await sessionsOf(server, admin.token, ivo.id);
  await server.delete('/session', ivo.token);
  const user = await addUser(server, admin.token, 'jan');
  const { body } = await attempt(server, user, ivo.username);
  expect(body.session.device.id).toBe(device.id);
});

describe.skipIf(databaseKind() === 'embedded')('with two nodes on one database', () => {
  let other: TestServer;
  beforeAll(async () => {
    other = await startServer({}, server.database);
  });
  afterAll(() => other.stop());

  test('a session is good on the other node, and its seat is taken there', async () => {
    const kay = await addPerson(server, admin.token, 'kay');
    const { status, body } = await other.get('/session', kay.token);
    expect(status).toBe(200);
    expect(body.session.id).toBe(kay.sessionId);
    expect((await attempt(other, kay, 'other-of-kay')).body.code).toBe('account-in-use');
    const lea = await addUser(server, admin.token, 'lea');
    expect((await attempt(other, lea, kay.username)).body.code).toBe('device-in-use');
    const again = await attempt(other, kay, kay.username);
    expect(again.status).toBe(201);
    expect((await server.get('/session', kay.token)).body.reason).toBe('replaced');
    expect(await listedOn(server, kay.id)).toEqual([again.body.session.id]);
    expect(await listedOn(other, kay.id)).toEqual([again.body.session.id]);
    expect(await presenceOf(other, admin.token, kay.id)).toMatchObject({ status: 'active' });
  });

  test('a session outlives the node that it began on', async () => {
    const third = await startServer({}, server.database);
    const mia = await addPerson(third, admin.token, 'mia');
    await third.stop();
    expect((await other.get('/session', mia.token)).body.session.id).toBe(mia.sessionId);
  });
});

async function listedOn(node: Api, userId: string): Promise<string[]> {
  return (await sessionsOf(node, admin.token, userId)).map(({ id }) => id);
}
