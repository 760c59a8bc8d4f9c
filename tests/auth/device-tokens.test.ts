import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addUser } from '../support/api.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import {
  attempt,
  attemptWithToken,
  makeApiToken,
  sessionsOf,
  signInRemembered,
} from './attempts.ts';

const { server, other, admin } = await nodesForSuite();

/** A new user at a new workstation whose device token has been asked for. */
async function arrive() {
  const desk = `desk-${randomUUID()}`;
  const user = await addUser(server, admin.token, `u${randomUUID().slice(0, 12)}`);
  return { user, desk, body: await signInRemembered(server, user, desk) };
}

/** The same, who has then left the seat. */
async function arriveAndLeave() {
  const { user, desk, body } = await arrive();
  await leave(body.token);
  return { user, desk, deviceToken: body.deviceToken as string };
}

async function leave(token: string): Promise<void> {
  const { status } = await server.delete('/session?keepDevice=true', token);
  if (status !== 204) throw new Error(`leaving: ${status}`);
}

test('a device token is given where it is asked for', async () => {
  const { user, desk, body } = await arrive();
  expect(body.deviceToken).toEqual(expect.any(String));
  expect(body.deviceToken).not.toBe(body.token);
  for (const extra of [{}, { remember: false }]) {
    const plain = await attempt(server, user, desk, extra);
    expect(plain.status).toBe(201);
    expect(plain.body).not.toHaveProperty('deviceToken');
  }
});

test('a device token signs in without the password and is replaced by a new one', async () => {
  const { user, desk, deviceToken } = await arriveAndLeave();
  let last = deviceToken;
  for (let turns = 0; turns < 3; turns += 1) {
    const { status, body } = await attemptWithToken(server, last, desk);
    expect(status).toBe(201);
    expect(new Set(Object.keys(body))).toEqual(
      new Set(['token', 'session', 'user', 'deviceToken']),
    );
    expect(body.user.id).toBe(user.id);
    expect(body.session).toMatchObject({ userId: user.id, device: { name: desk } });
    expect(body.deviceToken).not.toBe(last);
    expect((await server.get('/session', body.token)).status).toBe(200);
    await leave(body.token);
    last = body.deviceToken;
  }
});

test('a device token is good once: using a spent one revokes the whole family', async () => {
  const { desk, deviceToken } = await arriveAndLeave();
  const second = (await attemptWithToken(server, deviceToken, desk)).body;
  await leave(second.token);
  const reuse = await attemptWithToken(server, deviceToken, desk);
  expect(reuse.status).toBe(401);
  expect(reuse.body.code).toBe('invalid-credentials');
  expect((await attemptWithToken(server, second.deviceToken, desk)).status).toBe(401);
});

test("one family's end is not another's", async () => {
  const [thief, neighbour] = [await arriveAndLeave(), await arriveAndLeave()];
  await attemptWithToken(server, thief.deviceToken, thief.desk);
  expect((await attemptWithToken(server, thief.deviceToken, thief.desk)).status).toBe(401);
  const mine = await attemptWithToken(server, neighbour.deviceToken, neighbour.desk);
  expect(mine.status).toBe(201);
});

test('a device token is bound to its device, and showing it elsewhere does not spend it', async () => {
  const { desk, deviceToken } = await arriveAndLeave();
  const elsewhere = await attemptWithToken(server, deviceToken, `not-${desk}`);
  expect(elsewhere.status).toBe(401);
  expect(elsewhere.body.code).toBe('invalid-credentials');
  expect((await attemptWithToken(server, deviceToken, desk)).status).toBe(201);
});

test('a device token is no bearer token, and a session token is no device token', async () => {
  const { desk, body } = await arrive();
  expect((await server.get('/session', body.deviceToken)).status).toBe(401);
  expect((await attemptWithToken(server, body.token, desk)).status).toBe(401);
  expect((await attemptWithToken(server, 'wsd_nonsense', desk)).status).toBe(401);
  expect((await attemptWithToken(server, body.deviceToken, desk)).status).toBe(201);
});

test('logging out forgets the device token', async () => {
  const { desk, body } = await arrive();
  expect((await server.delete('/session', body.token)).status).toBe(204);
  expect((await attemptWithToken(server, body.deviceToken, desk)).status).toBe(401);
});

test('leaving the seat keeps the device token', async () => {
  const { desk, body } = await arrive();
  expect((await server.delete('/session?keepDevice=true', body.token)).status).toBe(204);
  expect((await attemptWithToken(server, body.deviceToken, desk)).status).toBe(201);
});

test('logging out on one device leaves the token of another', async () => {
  const { user, desk, deviceToken } = await arriveAndLeave();
  const elsewhere = await attempt(server, user, `second-${desk}`, { remember: true });
  expect((await server.delete('/session', elsewhere.body.token)).status).toBe(204);
  expect((await attemptWithToken(server, deviceToken, desk)).status).toBe(201);
});

test('a device token that meets a taken account is refused, not spent, and takes nothing over', async () => {
  const { user, desk, deviceToken } = await arriveAndLeave();
  const elsewhere = await attempt(server, user, `second-${desk}`);
  for (const extra of [{}, { takeover: true }]) {
    const refused = await attemptWithToken(server, deviceToken, desk, extra);
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({
      code: 'account-in-use',
      device: { name: `second-${desk}` },
      expiresInMs: expect.any(Number),
    });
    expect(refused.body).not.toHaveProperty('deviceToken');
  }
  expect((await server.get('/session', elsewhere.body.token)).status).toBe(200);
  await leave(elsewhere.body.token);
  expect((await attemptWithToken(server, deviceToken, desk)).status).toBe(201);
});

test('a device token that meets a taken device is refused and not spent', async () => {
  const { desk, deviceToken } = await arriveAndLeave();
  const stranger = await addUser(server, admin.token, `s${randomUUID().slice(0, 12)}`);
  const seated = await attempt(server, stranger, desk);
  expect(seated.status).toBe(201);
  const refused = await attemptWithToken(server, deviceToken, desk);
  expect(refused.status).toBe(409);
  expect(refused.body.code).toBe('device-in-use');
  await leave(seated.body.token);
  expect((await attemptWithToken(server, deviceToken, desk)).status).toBe(201);
});

test('a device token replaces the session on its own device', async () => {
  const { user, desk, body } = await arrive();
  const again = await attemptWithToken(server, body.deviceToken, desk);
  expect(again.status).toBe(201);
  expect((await server.get('/session', body.token)).body.reason).toBe('replaced');
  expect(await sessionsOf(server, admin.token, user.id)).toHaveLength(1);
});

test('of simultaneous uses of one device token at most one wins', async () => {
  for (let rounds = 0; rounds < 10; rounds += 1) {
    const { user, desk, deviceToken } = await arriveAndLeave();
    const answers = await Promise.all(
      [server, other, server, other].map((node) => attemptWithToken(node, deviceToken, desk)),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    for (const lost of answers.filter((answer) => !won.includes(answer))) {
      expect(lost.status).toBe(401);
    }
    // Two hands have shown it, so what the winner got is not to be trusted either.
    expect((await sessionsOf(server, admin.token, user.id)).length).toBeLessThan(2);
    const next = await attemptWithToken(server, won[0]?.body.deviceToken, desk);
    expect(next.status).toBe(401);
  }
});

test('disabling forgets the device tokens for good', async () => {
  const { user, desk, deviceToken } = await arriveAndLeave();
  await server.patch(`/users/${user.id}`, { disabled: true }, admin.token);
  expect((await attemptWithToken(server, deviceToken, desk)).status).not.toBe(201);
  await server.patch(`/users/${user.id}`, { disabled: false }, admin.token);
  expect((await attemptWithToken(server, deviceToken, desk)).status).toBe(401);
  expect((await attempt(server, user, desk)).status).toBe(201);
});

test('a device token can be given up without a session, with all that came of it', async () => {
  const { desk, deviceToken } = await arriveAndLeave();
  const next = await attemptWithToken(server, deviceToken, desk);
  await leave(next.body.token);
  const revoked = await server.post('/device-tokens/revoke', {
    deviceToken: next.body.deviceToken,
  });
  expect(revoked.status).toBe(204);
  expect(await attemptWithToken(server, next.body.deviceToken, desk)).toMatchObject({
    status: 401,
    body: { code: 'invalid-credentials' },
  });
});

test('giving up a device token that is dead or none is no error, and ends no other', async () => {
  const { desk, deviceToken } = await arriveAndLeave();
  for (const other of ['wsd_nobody-has-this-one', 'x']) {
    expect((await server.post('/device-tokens/revoke', { deviceToken: other })).status).toBe(204);
  }
  expect((await attemptWithToken(server, deviceToken, desk)).status).toBe(201);
});

describe.each(['of the workstation', 'made up'])('a spent token with a fingerprint %s', (how) => {
  test('ends the session that its family opened and the API tokens made there, and tells the user', async () => {
    const { user, desk, deviceToken } = await arriveAndLeave();
    const { body: opened } = await attemptWithToken(server, deviceToken, desk);
    const apiToken = await makeApiToken(server, opened.token);
    const cursor = (await server.get('/channels', opened.token)).body.cursor;
    const stream = await other.follow(opened.token);

    const shownOn = how === 'made up' ? `not-${desk}` : desk;
    const reuse = await attemptWithToken(other, deviceToken, shownOn);
    expect([reuse.status, reuse.body.code]).toEqual([401, 'invalid-credentials']);
    const dead = await server.get('/session', opened.token);
    expect([dead.status, dead.body.reason]).toEqual([401, 'revoked']);
    await until(() => stream.isOver());
    expect((await server.get('/channels', apiToken.token)).status).toBe(401);
    expect((await attemptWithToken(server, opened.deviceToken, desk)).status).toBe(401);

    const again = await attempt(server, user, desk);
    expect(again.status).toBe(201);
    const told = await server.follow(again.body.token, cursor);
    const { data } = await told.next('device-token.reused');
    expect(data).toMatchObject({ device: { id: opened.session.device.id, name: desk } });
    told.abort();
  });
});

test('what another workstation has opened goes on', async () => {
  const { user, deviceToken, desk } = await arriveAndLeave();
  const elsewhere = await signInRemembered(server, user, `another-${desk}`);
  const apiToken = await makeApiToken(server, elsewhere.token);
  await attemptWithToken(server, deviceToken, desk, {});
  await attemptWithToken(server, deviceToken, desk, {});
  expect((await server.get('/session', elsewhere.token)).status).toBe(200);
  expect((await server.get('/channels', apiToken.token)).status).toBe(200);
});

test('remembered workstations are listed and forgotten by their user, and by nobody else', async () => {
  const { user, desk, body } = await arrive();
  await leave(body.token);
  const here = await signInRemembered(server, user, `new-${desk}`);
  const list = async (token: string) =>
    (await server.get('/device-tokens', token)).body.deviceTokens;
  const listed = await list(here.token);
  expect(
    listed.map((one: { device: { name: string }; isCurrent: boolean }) => [
      one.device.name,
      one.isCurrent,
    ]),
  ).toEqual([
    [`new-${desk}`, true],
    [desk, false],
  ]);
  expect(JSON.stringify(listed)).not.toMatch(/ws[a-z]_/);
  const [current, old] = listed;
  const { body: stranger } = await arrive();
  expect(await list(stranger.token)).toHaveLength(1);
  for (const id of [old.id, randomUUID()]) {
    expect((await server.delete(`/device-tokens/${id}`, stranger.token)).status).toBe(404);
  }
  expect((await server.delete(`/device-tokens/${old.id}`, here.token)).status).toBe(204);
  expect((await attemptWithToken(server, body.deviceToken, desk)).status).toBe(401);
  expect((await server.delete(`/device-tokens/${current.id}`, here.token)).status).toBe(204);
  expect((await server.get('/session', here.token)).status).toBe(200);
  expect(await list(here.token)).toEqual([]);
});
