import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { createChallenge } from '../../api/auth/proofs/device-proof.ts';
import { ADMIN, addUser, device, signIn } from '../support/api.ts';
import { type DeviceKey, makeKey, proved } from '../support/device-keys.ts';
import { startServer } from '../support/server.ts';
import { nodesForSuite } from '../support/suite.ts';
import { type Account, attempt, attemptWithToken } from './attempts.ts';

/** The tests are a trusted proxy in front of as many addresses as they say; no two say the same. */
const { server, other, admin } = await nodesForSuite({ TRUSTED_PROXIES: '127.0.0.1,::1' });

const newUser = () => addUser(server, admin.token, `u${randomUUID().slice(0, 12)}`);
const newDesk = () => `desk-${randomUUID()}`;

/** Signs in by password where the workstation proves the key. */
async function prove(user: Account, desk: string, key: DeviceKey, extra = {}, api = server) {
  return attempt(api, user, desk, { device: await proved(server, desk, key), ...extra });
}

async function signedIn(user: Account, desk: string, key: DeviceKey, extra = {}) {
  const { status, body } = await prove(user, desk, key, extra);
  if (status !== 201) throw new Error(`${status} ${JSON.stringify(body)}`);
  return body;
}

const isLive = async (token: string) => (await server.get('/session', token)).status === 200;
const leave = (token: string) => server.delete('/session?keepDevice=true', token);

describe('a workstation that proves a key', () => {
  test('gets in, on any node', async () => {
    const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
    const { status, body } = await prove(user, desk, key, {}, other);
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('isNewKey');
    expect(body.session.device).toMatchObject({ name: desk });
    expect((await prove(user, desk, key)).status).toBe(201);
    expect(await isLive(body.token)).toBe(false);
  });

  test('keeps its place from whoever knows its fingerprint', async () => {
    const [user, stranger, desk] = [await newUser(), await newUser(), newDesk()];
    const mine = await signedIn(user, desk, makeKey());
    const theirs = await attempt(server, stranger, desk);
    expect(theirs.status).toBe(201);
    expect(theirs.body.session.device.id).not.toBe(mine.session.device.id);
    await leave(theirs.body.token);
    const asMe = await attempt(server, user, desk);
    expect([asMe.status, asMe.body.code]).toEqual([409, 'account-in-use']);
    expect(await isLive(mine.token)).toBe(true);
  });

  test('is not kept out by who is there without a proof', async () => {
    const [user, stranger, desk] = [await newUser(), await newUser(), newDesk()];
    expect((await attempt(server, stranger, desk)).status).toBe(201);
    expect((await prove(user, desk, makeKey())).status).toBe(201);
  });

  test('goes on from the session that its user had there without a proof', async () => {
    const [user, desk] = [await newUser(), newDesk()];
    const before = await attempt(server, user, desk);
    expect((await prove(user, desk, makeKey())).status).toBe(201);
    expect((await server.get('/session', before.body.token)).body.reason).toBe('replaced');
  });

  test.each(['never', 'once'])(
    'gets in while others guess with its fingerprint, from its own address too, where its user came without a proof %s',
    async (how) => {
      const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
      if (how === 'once') await attempt(server, user, desk);
      await signedIn(user, desk, key);
      const from = (shown: object, password = 'not the password') =>
        server.request('POST', '/sessions', {
          body: { username: user.username, password, device: shown },
          headers: { 'x-forwarded-for': '192.0.2.77' },
        });
      let last = 0;
      for (let n = 0; n < 40 && last !== 429; n += 1) last = (await from(device(desk))).status;
      expect(last).toBe(429);
      const mine = await from(await proved(server, desk, key), user.password);
      expect(mine.status).toBe(201);
    },
  );
});

describe('a proof', () => {
  const refused = async (shown: object, path: string) => {
    const { status, body } = await attempt(server, await newUser(), 'x', { device: shown });
    expect([status, body.code]).toEqual([422, 'invalid-request']);
    expect(body.errors).toMatchObject([{ path }]);
  };

  test('is of a challenge of this server that is not over', async () => {
    const desk = newDesk();
    const { challenge } = (await server.post('/device-challenges', undefined)).body;
    const [end, nonce, seal] = challenge.split('.');
    for (const bad of [
      createChallenge('the secret of another server', Date.now()).challenge,
      `${Number(end) + 1}.${nonce}.${seal}`,
      `${end}.${nonce}.`,
      'nothing',
      '',
    ]) {
      const shown = await proved(server, desk, makeKey(), { challenge: bad });
      await refused(shown, 'device.proof.challenge');
    }
  });

  test('is signed by the key, for the device', async () => {
    const [desk, key] = [newDesk(), makeKey()];
    const path = 'device.proof.signature';
    const { proof, ...shown } = await proved(server, desk, key);
    await refused({ ...shown, proof: { ...proof, publicKey: makeKey().publicKey } }, path);
    await refused({ ...shown, proof, systemUser: 'somebody-else-here' }, path);
    await refused({ ...shown, proof, fingerprint: 'another-fingerprint' }, path);
  });
});

describe('another key on a known device', () => {
  test('is told to who signs in, to its users and to the administrators, and to nobody else', async () => {
    const [first, second, outsider] = [await newUser(), await newUser(), await newUser()];
    const desk = newDesk();
    const mine = await signedIn(first, desk, makeKey());
    const cursor = (await server.get('/channels', mine.token)).body.cursor;
    await leave(mine.token);
    const elsewhere = await attempt(server, first, newDesk());
    const theirs = await attempt(server, outsider, newDesk());

    const key = makeKey();
    const came = await signedIn(second, desk, key);
    expect(came.isNewKey).toBe(true);
    expect(came.session.device.id).toBe(mine.session.device.id);
    for (const token of [admin.token, elsewhere.body.token]) {
      const told = await other.follow(token, cursor);
      const { data } = await told.next('device-key.added', ({ device: { name } }) => name === desk);
      expect(data).toMatchObject({ userId: second.id, key: { state: 'enrolled' } });
      told.abort();
    }
    const untold = await server.follow(theirs.body.token, cursor);
    await server.post(
      `/channels/${(await server.get('/channels', admin.token)).body.channels[0].id}/messages`,
      { body: `after ${desk}` },
      admin.token,
    );
    await untold.next('message.created', ({ body }) => body === `after ${desk}`);
    expect(untold.events.filter(({ event }) => event === 'device-key.added')).toEqual([]);
    untold.abort();

    await leave(came.token);
    expect(await signedIn(second, desk, key)).not.toHaveProperty('isNewKey');
  });

  test('replaces nobody without a word', async () => {
    const [user, another, desk] = [await newUser(), await newUser(), newDesk()];
    const mine = await signedIn(user, desk, makeKey());
    const clone = makeKey();
    const asMe = await prove(user, desk, clone);
    expect([asMe.status, asMe.body.code, asMe.body.otherKey]).toEqual([
      409,
      'account-in-use',
      true,
    ]);
    const asAnother = await prove(another, desk, clone);
    const { status, body } = asAnother;
    expect([status, body.code, body.otherKey]).toEqual([409, 'device-in-use', true]);
    expect(await isLive(mine.token)).toBe(true);
    const taken = await prove(user, desk, clone, { takeover: true });
    expect([taken.status, taken.body.isNewKey]).toEqual([201, true]);
    expect((await server.get('/session', mine.token)).body.reason).toBe('taken-over');
  });

  test('leaves the device token of the first as it is', async () => {
    const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
    const mine = await signedIn(user, desk, key, { remember: true });
    const clone = await signedIn(user, desk, makeKey(), { remember: true, takeover: true });
    await server.delete('/session', clone.token);
    const back = await attemptWithToken(server, mine.deviceToken, desk, {
      device: await proved(server, desk, key),
    });
    expect(back.status).toBe(201);
  });
});

describe('a device token', () => {
  const show = async (token: string, desk: string, key?: DeviceKey) =>
    attemptWithToken(
      server,
      token,
      desk,
      key === undefined ? {} : { device: await proved(server, desk, key) },
    );

  test('that was given to a key is good with that key alone, and is not spent without it', async () => {
    const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
    const { token, deviceToken } = await signedIn(user, desk, key, { remember: true });
    await leave(token);
    expect((await show(deviceToken, desk)).status).toBe(401);
    expect((await show(deviceToken, desk, makeKey())).status).toBe(401);
    expect((await show(deviceToken, desk, key)).status).toBe(201);
  });

  test('that was given without a proof is good with one, and from then on with that key alone', async () => {
    const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
    const before = await attempt(server, user, desk, { remember: true });
    const { status, body } = await show(before.body.deviceToken, desk, key);
    expect(status).toBe(201);
    await leave(body.token);
    expect((await show(body.deviceToken, desk)).status).toBe(401);
    expect((await show(body.deviceToken, desk, key)).status).toBe(201);
  });

  test('whose successor was lost on its way is good again with the same key', async () => {
    const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
    const { deviceToken } = await signedIn(user, desk, key, { remember: true });
    const unheard = await show(deviceToken, desk, key);
    const heard = await show(deviceToken, desk, key);
    expect(heard.status).toBe(201);
    expect(await isLive(heard.body.token)).toBe(true);
    const next = await show(heard.body.deviceToken, desk, key);
    expect(next.status).toBe(201);
    expect((await show(unheard.body.deviceToken, desk, key)).status).toBe(401);
    expect(await isLive(next.body.token)).toBe(true);
  });

  test.each(['by another key', 'after its successor'])(
    'that is shown again %s ends its family and its session',
    async (how) => {
      const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
      const { deviceToken } = await signedIn(user, desk, key, { remember: true });
      let last = await show(deviceToken, desk, key);
      if (how === 'after its successor') last = await show(last.body.deviceToken, desk, key);
      const thief = how === 'after its successor' ? key : makeKey();
      expect((await show(deviceToken, desk, thief)).status).toBe(401);
      expect((await server.get('/session', last.body.token)).body.reason).toBe('revoked');
      expect((await show(last.body.deviceToken, desk, key)).status).toBe(401);
    },
  );
});

test('with DEVICE_ENROLMENT=approve another key waits for an administrator', async () => {
  const strict = await startServer({ DEVICE_ENROLMENT: 'approve' });
  const boss = await signIn(strict, ADMIN);
  const user = await addUser(strict, boss.token, 'careful');
  const [desk, key] = [newDesk(), makeKey()];
  const shown = async (by: DeviceKey) =>
    attempt(strict, user, desk, { device: await proved(strict, desk, by), takeover: true });
  const first = await shown(makeKey());
  expect(first.status).toBe(201);
  for (let tries = 0; tries < 2; tries += 1) {
    const waiting = await shown(key);
    expect([waiting.status, waiting.body.code]).toEqual([403, 'device-waiting']);
  }
  expect((await strict.get('/session', first.body.token)).status).toBe(200);
  const { devices } = (await strict.get('/devices?state=waiting', boss.token)).body;
  expect(devices).toMatchObject([
    { name: desk, keys: [{ state: 'enrolled' }, { state: 'waiting' }] },
  ]);
  const path = `/devices/${devices[0].id}/keys/${devices[0].keys[1].id}`;
  expect((await strict.patch(path, { state: 'enrolled' }, boss.token)).status).toBe(204);
  expect((await shown(key)).status).toBe(201);
  await strict.stop();
});

test('with DEVICE_SCOPE=user each user of the system has a device of their own', async () => {
  const shared = await startServer({ DEVICE_SCOPE: 'user' });
  const boss = await signIn(shared, ADMIN);
  const [annKey, benKey, desk] = [makeKey(), makeKey(), newDesk()];
  const at = async (name: string, key: DeviceKey, systemUser: string) =>
    attempt(shared, await addUser(shared, boss.token, name), desk, {
      device: await proved(shared, desk, key, { systemUser }),
    });
  const first = await at('ann', annKey, 'the-hash-of-uid-1000');
  const second = await at('ben', benKey, 'the-hash-of-uid-1001');
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.body).not.toHaveProperty('isNewKey');
  const third = await at('cat', annKey, 'the-hash-of-uid-1000');
  expect([third.status, third.body.code]).toEqual([409, 'device-in-use']);
  await shared.stop();
});
