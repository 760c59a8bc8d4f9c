import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { addUser } from '../support/api.ts';
import { type DeviceKey, makeKey, proved } from '../support/device-keys.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { type Account, attempt, attemptWithToken } from './attempts.ts';

const { server, other, admin } = await nodesForSuite();

const newUser = () => addUser(server, admin.token, `u${randomUUID().slice(0, 12)}`);
const newDesk = () => `desk-${randomUUID()}`;

async function prove(user: Account, desk: string, key: DeviceKey, extra = {}) {
  return attempt(server, user, desk, { device: await proved(server, desk, key), ...extra });
}

/** What administrators see of the devices whose name or users hold the word. */
async function listed(word: string, more = '') {
  const { status, body } = await other.get(`/devices?search=${word}${more}`, admin.token);
  expect(status).toBe(200);
  return body.devices;
}

const change = (path: string, body: object) => server.patch(path, body, admin.token);

test('administrators see the devices, who uses them and who is connected, by part of a name', async () => {
  const [user, desk] = [await newUser(), newDesk()];
  const came = await prove(user, desk, makeKey());
  const plain = await attempt(server, await newUser(), desk);
  const { id } = came.body.session.device;
  const seen = await listed(desk.toUpperCase());
  expect(seen).toHaveLength(2);
  expect(seen.find((one: { id: string }) => one.id === id)).toMatchObject({
    name: desk,
    isNamed: false,
    isProved: true,
    isBlocked: false,
    users: [user.id],
    connected: user.id,
    keys: [{ state: 'enrolled', addedBy: user.id }],
  });
  expect(seen.find((one: { id: string }) => one.id !== id)).toMatchObject({
    isProved: false,
    connected: plain.body.user.id,
    keys: [],
  });
  expect(await listed(user.username)).toMatchObject([{ id }]);
  expect(await listed('%25')).toEqual([]);
  await server.delete('/session', came.body.token);
  expect(await listed(user.username, '&state=connected')).toEqual([]);
});

test('the list ends where it is told to, and says that there is more', async () => {
  const desk = newDesk();
  for (let n = 0; n < 3; n += 1) await attempt(server, await newUser(), `${desk}-${n}`);
  const { body } = await server.get(`/devices?search=${desk}&limit=2`, admin.token);
  expect(body.devices.map(({ name }: { name: string }) => name)).toEqual([
    `${desk}-2`,
    `${desk}-1`,
  ]);
  expect(body.hasMore).toBe(true);
});

test('a name that an administrator has given stays', async () => {
  const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
  const { body } = await prove(user, desk, key);
  const path = `/devices/${body.session.device.id}`;
  expect((await change(path, { name: 'Reception' })).status).toBe(204);
  const again = await prove(user, desk, key);
  expect(again.body.session.device.name).toBe('Reception');
  await change(path, { name: null });
  expect((await prove(user, desk, key)).body.session.device.name).toBe(desk);
});

test('a block ends what goes on there, holds on every node and is taken away again', async () => {
  const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
  const { body } = await prove(user, desk, key, { remember: true });
  const stream = await other.follow(body.token);
  const path = `/devices/${body.session.device.id}`;
  expect((await change(path, { blocked: true })).status).toBe(204);
  await until(() => stream.isOver());
  expect((await other.get('/session', body.token)).body.reason).toBe('revoked');
  const { deviceToken } = body;
  const byToken = await attemptWithToken(other, deviceToken, desk, {
    device: await proved(server, desk, key),
  });
  expect(byToken.status).toBe(401);
  const byPassword = await prove(user, desk, key);
  expect([byPassword.status, byPassword.body.code]).toEqual([403, 'device-blocked']);
  expect(await listed(desk, '&state=blocked')).toMatchObject([{ isBlocked: true }]);
  expect((await change(path, { blocked: false })).status).toBe(204);
  expect((await prove(user, desk, key)).status).toBe(201);
});

test('a blocked key keeps its holder out, and nobody else who uses the device', async () => {
  const [ann, ben, desk] = [await newUser(), await newUser(), newDesk()];
  const [annKey, benKey] = [makeKey(), makeKey()];
  const first = await prove(ann, desk, annKey, { remember: true });
  await server.delete('/session?keepDevice=true', first.body.token);
  const second = await prove(ben, desk, benKey);
  const [{ id, keys }] = await listed(desk);
  const annKeyId = keys.find((one: { addedBy: string }) => one.addedBy === ann.id).id;
  expect((await change(`/devices/${id}/keys/${annKeyId}`, { state: 'blocked' })).status).toBe(204);
  expect((await server.get('/session', second.body.token)).status).toBe(200);
  await server.delete('/session', second.body.token);
  expect((await prove(ann, desk, annKey)).body.code).toBe('device-blocked');
  const { deviceToken } = first.body;
  const shown = { device: await proved(server, desk, annKey) };
  expect((await attemptWithToken(server, deviceToken, desk, shown)).status).toBe(401);
  expect((await prove(ben, desk, benKey)).status).toBe(201);
});

test('a key that is forgotten is another one when it comes again', async () => {
  const [user, desk] = [await newUser(), newDesk()];
  const key = makeKey();
  await prove(user, desk, makeKey());
  await prove(user, desk, key, { takeover: true });
  const [{ id, keys }] = await listed(desk);
  const path = `/devices/${id}/keys/${keys[1].id}`;
  expect((await server.delete(path, admin.token)).status).toBe(204);
  expect((await server.delete(path, admin.token)).status).toBe(404);
  const again = await prove(user, desk, key);
  expect([again.status, again.body.isNewKey]).toEqual([201, true]);
});

test('a device that is freed is as one that nobody knows', async () => {
  const [user, desk, key] = [await newUser(), newDesk(), makeKey()];
  const { body } = await prove(user, desk, key, { remember: true });
  const path = `/devices/${body.session.device.id}`;
  await change(path, { blocked: true });
  expect((await server.delete(path, admin.token)).status).toBe(204);
  expect(await listed(desk)).toEqual([]);
  const again = await prove(user, desk, makeKey());
  expect(again.status).toBe(201);
  expect(again.body).not.toHaveProperty('isNewKey');
  expect((await server.delete(path, admin.token)).status).toBe(404);
});
