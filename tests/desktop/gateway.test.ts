import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { FILE_SIZE_HEADER } from '../../api/files/contract.ts';
import { KEPT_BY_MAIN } from '../../desktop/bridge.ts';
import { addUser, generalOf, isConnected } from '../support/api.ts';
import { upload, uploaded } from '../support/files.ts';
import { tmpFolder } from '../support/folders.ts';
import { ADMIN } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { createWorkstation } from './workstation.ts';

const removals: (() => void)[] = [];

const { server, admin } = await serverForSuite({ FILES_DIR: tmpFolder('gateway-files') });
afterEach(() => {
  for (const remove of removals.splice(0)) remove();
});

/** A new user, at a workstation of their own that is signed in. */
async function arrive(remember = true) {
  const user = await addUser(server, admin.token, `d${randomUUID().slice(0, 12)}`);
  const workstation = await createWorkstation(server.url, randomUUID());
  removals.push(workstation.remove);
  const desk = await workstation.start();
  const { status, body } = await desk.ask('POST', '/sessions', {
    ...credentials(user),
    remember,
  });
  expect(status).toBe(201);
  return { user, workstation, desk, answer: body };
}
const credentials = ({ username, password }: { username: string; password: string }) => ({
  username,
  password,
  device: { fingerprint: 'made-up-by-the-page' },
});
const TOKEN = expect.stringMatching(/^ws[a-z]_/);
const isHere = (userId: string) => isConnected(server, admin.token, userId);

// `ask` fails at every answer that has a secret in it.
test.each([true, false])(
  'the page sees no secret where "stay signed in" is %s',
  async (remember) => {
    const { user, desk, answer, workstation } = await arrive(remember);
    expect(answer).toMatchObject({
      token: KEPT_BY_MAIN,
      session: { device: { platform: 'linux' } },
    });
    const secrets = [desk.seat.token(), ...Object.values(desk.vault.get().deviceTokens)];
    expect(secrets).toEqual(remember ? [TOKEN, TOKEN] : [TOKEN]);
    expect(workstation.kept()).not.toContain('ws');
    expect(Object.keys((await workstation.opened()).deviceTokens)).toHaveLength(remember ? 1 : 0);

    const session = await desk.ask('GET', '/session');
    expect(session).toMatchObject({ status: 200, body: { user: { id: answer.user.id } } });
    // Refused with the device token that main has put in, and with a wrong password.
    const again = { deviceToken: KEPT_BY_MAIN, device: {}, takeover: 'maybe' };
    expect((await desk.ask('POST', '/sessions', again)).status).toBe(422);
    const wrong = { ...credentials(user), password: 'not the password' };
    expect((await desk.ask('POST', '/sessions', wrong)).status).toBe(401);
    // The server takes its cookie back at this.
    expect((await desk.ask('DELETE', '/session?keepDevice=true')).status).toBe(204);
  },
);

test('the workstation is the machine, whatever the page says it is', async () => {
  const { user, desk } = await arrive();
  const other = await addUser(server, admin.token, `d${randomUUID().slice(0, 12)}`);
  const refused = await desk.ask('POST', '/sessions', credentials(other));
  expect(refused.status).toBe(409);
  expect(refused.body).toMatchObject({ code: 'device-in-use' });
  expect(await isHere(user.id)).toBe(true);
});

test('it proves itself by a key of its own, which outlives log-out and the program', async () => {
  const { user, desk, workstation } = await arrive();
  const shown = async () =>
    (await server.get(`/devices?search=${user.username}`, admin.token)).body.devices;
  const [device] = await shown();
  expect(device).toMatchObject({ isProved: true, keys: [{ addedBy: user.id }] });
  const sent = JSON.parse(JSON.stringify(await desk.seat.completeSignIn({})));
  await desk.ask('DELETE', '/session');
  const stranger = await addUser(server, admin.token, `d${randomUUID().slice(0, 12)}`);
  const { status } = await server.post('/sessions', {
    ...credentials(stranger),
    device: { fingerprint: sent.device.fingerprint },
  });
  expect(status).toBe(201);

  const later = await workstation.start();
  const back = await later.ask('POST', '/sessions', credentials(user));
  expect(back.status).toBe(201);
  expect(back.body).not.toHaveProperty('isNewKey');
  expect(back.body.session.device.id).toBe(device.id);
  expect((await shown())[0].keys).toMatchObject([{ id: device.keys[0].id }]);
});

test('where the server gives no challenge, nothing is signed in and nothing is lost', async () => {
  const { desk, workstation, answer } = await arrive();
  const { deviceToken } = answer;
  workstation.refused = ['/device-challenges', 503];
  const without = await desk.ask('POST', '/sessions', { deviceToken, device: {} });
  expect(without.status).toBe(502);
  workstation.refused = undefined;
  expect((await desk.ask('POST', '/sessions', { deviceToken, device: {} })).status).toBe(201);
});

test('a server that knows no challenges is signed in to without a proof', async () => {
  const user = await addUser(server, admin.token, `d${randomUUID().slice(0, 12)}`);
  const workstation = await createWorkstation(server.url, randomUUID());
  removals.push(workstation.remove);
  workstation.refused = ['/device-challenges', 404];
  const desk = await workstation.start();
  expect((await desk.ask('POST', '/sessions', credentials(user))).status).toBe(201);
  const { body } = await server.get(`/devices?search=${user.username}`, admin.token);
  expect(body.devices).toMatchObject([{ isProved: false }]);
});

test('started again, it signs in by its device token, without the password', async () => {
  const { user, workstation, desk, answer } = await arrive();
  await desk.seat.leave();
  expect(await isHere(user.id)).toBe(false);
  for (let turns = 0; turns < 2; turns += 1) {
    const again = await workstation.start();
    expect((await again.ask('GET', '/session')).status).toBe(401);
    const { deviceToken } = answer;
    const signedIn = await again.ask('POST', '/sessions', { deviceToken, device: {} });
    expect(signedIn.status).toBe(201);
    expect((await again.ask('GET', '/session')).status).toBe(200);
    await again.seat.leave();
  }
});

test('a client that quits has left, whatever its page asks for at that moment', async () => {
  const { user, desk, answer } = await arrive();
  const again = { deviceToken: answer.deviceToken, device: {} };
  const leaving = desk.seat.leave();
  // With the token gone the page takes its session for over, and would get in by its device token.
  const asked = [await desk.ask('GET', '/session'), await desk.ask('POST', '/sessions', again)];
  expect(asked.map(({ status }) => status)).toEqual([502, 502]);
  await leaving;
  expect(await isHere(user.id)).toBe(false);
});

test('a client that has left for an update that fails lets its page sign in again', async () => {
  const { user, desk, answer } = await arrive();
  const again = { deviceToken: answer.deviceToken, device: {} };
  await desk.seat.leave();
  expect((await desk.ask('POST', '/sessions', again)).status).toBe(502);
  desk.seat.comeBack();
  expect((await desk.ask('POST', '/sessions', again)).status).toBe(201);
  expect(await isHere(user.id)).toBe(true);
});

test('a sign-in that is under way when the client quits is left too', async () => {
  const { user, desk, workstation, answer } = await arrive();
  await desk.seat.leave();
  const next = await workstation.start();
  const signingIn = next.ask('POST', '/sessions', { deviceToken: answer.deviceToken, device: {} });
  await next.seat.leave();
  expect((await signingIn).status).toBe(201);
  expect(await isHere(user.id)).toBe(false);
});

test('what the page says of credentials, cookies and forwarding does not reach the server', async () => {
  const { desk } = await arrive();
  const answer = await desk.ask('GET', '/session', undefined, {
    authorization: `Bearer ${admin.token}`,
    'x-forwarded-for': '203.0.113.9',
  });
  expect(answer.body.user.username).not.toBe(ADMIN.username);
});

test('events come through one by one, and giving the stream up ends it on the server', async () => {
  const { user, desk } = await arrive();
  const gone = new AbortController();
  const stream = await desk.forward(
    new Request('app://workspace/api/v1/events', { signal: gone.signal }),
  );
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  const reader = (stream.body ?? new ReadableStream())
    .pipeThrough(new TextDecoderStream())
    .getReader();
  let seen = '';
  const read = (text: string) =>
    until(async () => {
      if (!seen.includes(text)) seen += (await reader.read()).value ?? '';
      return seen.includes(text);
    });
  await read('event: ready');
  const general = await generalOf(server, admin.token);
  await server.post(`/channels/${general}/messages`, { body: 'one by one' }, admin.token);
  await read('one by one');
  await reader.cancel();
  const open = async () =>
    /workspace_streams\S* (\d+)/.exec((await server.get('/metrics')).body)?.[1];
  await until(async () => (await open()) === '0');
  expect(await isHere(user.id)).toBe(true);
});

test('bodies pass as bytes, both ways, and are not held until they are whole', async () => {
  const echo = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    request.pipe(response);
  }).listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const { port } = echo.address() as AddressInfo;
  const workstation = await createWorkstation(`http://127.0.0.1:${port}`, randomUUID());
  removals.push(workstation.remove, () => echo.close());
  const { forward } = await workstation.start();
  // No text in any encoding: the bytes of all values, and a name cut in two.
  const chunks = [Uint8Array.from({ length: 256 }, (_, byte) => byte), Uint8Array.of(0xc3)];
  const isBack = Promise.withResolvers<void>();
  const body = new ReadableStream({
    async pull(controller) {
      const chunk = chunks.shift();
      if (chunk === undefined) {
        await isBack.promise;
        return controller.close();
      }
      controller.enqueue(chunk);
    },
  });
  const init = { method: 'POST', body, duplex: 'half' as const };
  const answer = await forward(new Request('app://workspace/api/v1/files', init));
  const received: number[] = [];
  for await (const chunk of answer.body ?? []) {
    received.push(...chunk);
    // The sender has not ended yet.
    if (received.length === 257) isBack.resolve();
  }
  expect(received).toEqual([...Array(256).keys(), 0xc3]);
});

test('a file that ends before the size that was said of it is not whole', async () => {
  const { desk } = await arrive();
  const send = (size: number) =>
    desk.forward(
      new Request('app://workspace/api/v1/files?name=half.txt', {
        method: 'POST',
        headers: { [FILE_SIZE_HEADER]: String(size) },
        body: 'half',
      }),
    );
  expect((await send(8)).status).toBe(502);
  expect((await send(4)).status).toBe(201);
  // The server judges by it before it takes anything.
  const much = { [FILE_SIZE_HEADER]: String(2 ** 40) };
  const body = new Blob(['much']).stream();
  expect((await upload(server, admin.token, body, 'much.txt', much)).status).toBe(413);
});

test('of a file a part comes through, and nothing of one that the page has as it is', async () => {
  const { desk } = await arrive();
  const general = await generalOf(server, admin.token);
  const file = await uploaded(server, admin, 'The whole of it', 'film.txt');
  const posted = { fileIds: [file.id] };
  await server.post(`/channels/${general}/messages`, posted, admin.token);
  const get = (headers: Record<string, string>) =>
    desk.forward(new Request(`app://workspace/api/v1/files/${file.id}`, { headers }));
  const part = await get({ range: 'bytes=4-8' });
  expect([part.status, await part.text()]).toEqual([206, 'whole']);
  expect(part.headers.get('content-range')).toBe('bytes 4-8/15');
  // Without it, a download has no end that can be seen.
  expect((await get({})).headers.get('content-length')).toBe('15');
  const etag = part.headers.get('etag') ?? '';
  expect((await get({ 'if-none-match': etag })).status).toBe(304);
  const other = await get({ range: 'bytes=4-8', 'if-range': '"another"' });
  expect([other.status, await other.text()]).toEqual([200, 'The whole of it']);
});

test('logging out ends the seat at once and forgets the workstation', async () => {
  const { user, workstation, desk, answer } = await arrive();
  expect((await desk.ask('DELETE', '/session')).status).toBe(204);
  expect(await isHere(user.id)).toBe(false);
  expect(await workstation.opened()).toMatchObject({ deviceTokens: {}, owed: [] });
  const { deviceToken } = answer;
  const refused = await (await workstation.start()).ask('POST', '/sessions', {
    deviceToken,
    device: {},
  });
  expect(refused.status).toBe(401);
});

test('a log-out while the server cannot be reached is done when it can, also after a restart', async () => {
  const { user, workstation, desk } = await arrive();
  const deviceToken = Object.values(desk.vault.get().deviceTokens)[0];
  workstation.isOnline = false;
  expect((await desk.ask('DELETE', '/session')).status).toBe(204);
  expect((await desk.ask('GET', '/session')).status).toBe(502);
  expect(await isHere(user.id)).toBe(true);
  workstation.isOnline = true;
  const again = await workstation.start();
  await again.seat.pay();
  expect(await isHere(user.id)).toBe(false);
  expect(await workstation.opened()).toMatchObject({ deviceTokens: {}, owed: [] });
  // The token that signed this workstation in is dead on the server, too.
  const stolen = await server.post('/sessions', {
    deviceToken,
    device: { fingerprint: 'x'.repeat(16) },
  });
  expect(stolen.status).toBe(401);
});

test('whoever signs in after an owed log-out is not logged out by it', async () => {
  const { user, workstation, desk } = await arrive();
  workstation.isOnline = false;
  await desk.ask('DELETE', '/session');
  workstation.isOnline = true;
  const other = await addUser(server, admin.token, `d${randomUUID().slice(0, 12)}`);
  const signedIn = await desk.ask('POST', '/sessions', { ...credentials(other), remember: true });
  expect(signedIn.status).toBe(201);
  await until(() => desk.vault.get().owed.length === 0);
  expect(await isHere(user.id)).toBe(false);
  expect((await desk.ask('GET', '/session')).status).toBe(200);
  expect(Object.keys(desk.vault.get().deviceTokens)).toEqual([server.url]);
});

test('refusals come through as the server said them', async () => {
  const { desk } = await arrive();
  const refused = await desk.ask('POST', '/channels', { name: '', kind: 'public' });
  expect(refused.status).toBe(422);
  expect(refused.body).toMatchObject({ code: 'invalid-request' });
  const malformed = await desk.forward(
    new Request('app://workspace/api/v1/sessions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{',
    }),
  );
  expect(malformed.status).toBe(400);
});
