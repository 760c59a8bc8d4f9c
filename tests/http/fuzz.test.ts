import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, addUser, generalOf, type Person, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { makeKey, proved } from '../support/device-keys.ts';
import { PICTURE, uploaded } from '../support/files.ts';
import { isLong, rounds } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import {
  type Drawn,
  keyOf,
  type Material,
  requestsTo,
  validRequestsTo,
} from './arbitrary-requests.ts';
import { type Call, type Document, operationsOf } from './operations.ts';
import { type RawAnswer, send } from './raw.ts';

/** Another one with FUZZ_SEED; the seed of a failure is in its report. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_251_122);
const REQUESTS = rounds(80, 2_200);

let server: TestServer;
/** Never fuzzed: puts right what the fuzz does to itself. */
let keeper: Person;
/** The administrator whose session the fuzz uses. */
let fuzzer: Person;
let material: Material;
let calls: Call[];

beforeAll(async () => {
  const quiet = {
    HEARTBEAT_INTERVAL_MS: '100000',
    HEARTBEAT_TIMEOUT_MS: '600000',
    MESSAGE_HISTORY: 'on',
  };
  server = await startServer(quiet);
  keeper = await signIn(server, ADMIN);
  fuzzer = await addPerson(server, keeper.token, 'fuzzer');
  await repair();
  material = await makeMaterial();
  const document: Document = (await server.get('/openapi.json')).body;
  const all = operationsOf(document);
  calls = [...all.filter((call) => !isDestructive(call)), ...all.filter(isDestructive)];
});
afterAll(() => server.stop());

test(`no request of any kind, to any operation, is answered by a fault, by silence or by an error without a code (seed ${SEED})`, {
  timeout: 180_000,
}, async () => {
  const runs = Math.ceil(REQUESTS / calls.length);
  const faults: string[] = [];
  const unheard: string[] = [];
  let sent = 0;
  for (const [index, call] of calls.entries()) {
    if (isDestructive(call)) material = await makeMaterial();
    let isHeard = false;
    const valid = validRequestsTo(call, material);
    const property = fc.asyncProperty(requestsTo(call, material), async (drawn) => {
      // Of the valid ones nearly all are on ids of the wrong kind, which are refused alike.
      if (!isLong() && isHeard && valid.includes(drawn)) return;
      sent += 1;
      const answer = await ask(drawn);
      expectNoFault(answer);
      isHeard ||= answer.status < 300;
      if (answer.status === 401) await signInAgain();
    });
    const examples = valid.map((drawn): [Drawn] => [drawn]);
    const { failed, counterexample, errorInstance } = await fc.check(property, {
      seed: SEED + index,
      numRuns: runs + examples.length,
      examples,
      interruptAfterTimeLimit: 15_000,
    });
    const name = keyOf(call);
    if (failed)
      faults.push(`${name}: ${String(errorInstance)}\n${describeDrawn(counterexample?.[0])}`);
    if (!isHeard) unheard.push(name);
    await signInAgain();
  }
  expect(faults, `seed ${SEED}`).toEqual([]);
  expect(sent).toBeGreaterThanOrEqual(REQUESTS);
  // Each got through to its operation. The server has been set up, so the first can only refuse.
  expect(unheard).toEqual(['POST /api/v1/setup']);
  expect((await server.get('/readyz')).status).toBe(200);
});

/** What takes away things that others need. */
function isDestructive({ method, path }: Call): boolean {
  return method === 'DELETE' || path.includes('/users/{id}');
}

function ask({ isSignedIn, headers, ...drawn }: Drawn): Promise<RawAnswer> {
  const own = isSignedIn ? { authorization: `Bearer ${fuzzer.token}` } : {};
  return send(server.url, { ...drawn, headers: { ...headers, ...own } });
}

function expectNoFault({ status, headers, text }: RawAnswer): void {
  if (status >= 500) throw new Error(`${status} ${text.slice(0, 300)}`);
  if (status < 400) return;
  const type = headers['content-type'] ?? 'nothing';
  if (!type.startsWith('application/problem+json')) throw new Error(`${status} with ${type}`);
  const problem: unknown = JSON.parse(text);
  expect(problem).toMatchObject({
    status,
    code: expect.stringMatching(/^[a-z-]+$/),
    type: expect.any(String),
    title: expect.any(String),
    detail: expect.any(String),
  });
}

/** The fuzz may have logged itself out, demoted, disabled or renamed itself: puts it right. */
async function signInAgain(): Promise<void> {
  if ((await server.get('/sessions', fuzzer.token)).status === 200) return;
  await repair();
}

async function repair(): Promise<void> {
  const path = `/users/${fuzzer.id}`;
  await server.patch(path, { role: 'admin', disabled: false }, keeper.token);
  await server.put(`${path}/password`, { newPassword: fuzzer.password }, keeper.token);
  // A device of its own each time: nobody else can be connected on it, and no throttle knows it.
  fuzzer = await signIn(server, fuzzer, {
    takeover: true,
    remember: true,
    device: { fingerprint: `fingerprint-${randomUUID()}` },
  });
}

let drawn: { id: string } | undefined;
/** Drawn once, since that takes a program of its own. */
async function picture(): Promise<{ id: string }> {
  drawn ??= await uploaded(server, fuzzer, new Uint8Array(PICTURE), 'a.png');
  return drawn as { id: string };
}

async function makeMaterial(): Promise<Material> {
  const name = `material-${randomUUID().slice(0, 8)}`;
  const other = await addPerson(server, keeper.token, name.slice(0, 20));
  const guest = await addUser(server, keeper.token, `${name}-guest`);
  const remembered = await server.post('/sessions', {
    ...guest,
    device: { fingerprint: `fingerprint-of-${name}` },
    remember: true,
  });
  const general = await generalOf(server, fuzzer.token);
  const channel = await makeChannel(server, fuzzer, name, { memberIds: [other.id] });
  const secret = await makeChannel(server, other, `${name} secret`, { kind: 'private' });
  const messages = [
    await say(server, fuzzer, channel.id, 'a message'),
    await say(server, other, general, 'another'),
    await say(server, other, secret.id, 'hidden'),
  ];
  const files = [await uploaded(server, fuzzer, 'a file'), await picture()];
  const thread = await server.put(`/messages/${messages[0]?.id}/thread`, undefined, fuzzer.token);
  const token = await server.post('/tokens', { name: 'bot', scopes: ['read'] }, fuzzer.token);
  const { body: own } = await server.get('/device-tokens', fuzzer.token);
  const base = '/api/v1';
  const key = makeKey();
  const shown = await proved(server, name, key);
  const prover = await server.post('/sessions', { ...guest, device: shown, takeover: true });
  const { body: listed } = await server.get(`/devices?search=${name}`, keeper.token);
  const keys = listed.devices.flatMap(({ keys }: { keys: { id: string }[] }) => keys);
  const device = { ...(await proved(server, name, key)), name: 'PC', platform: 'linux' };
  return {
    ids: [
      channel.id,
      secret.id,
      general,
      ...messages.map(({ id }) => id),
      ...files.map(({ id }) => id),
      thread.body.id,
      other.id,
      other.sessionId,
      guest.id,
      remembered.body.session.id,
      prover.body.session.id,
      prover.body.session.device.id,
      ...keys.map(({ id }: { id: string }) => id),
      token.body.id,
      ...own.deviceTokens.map(({ id }: { id: string }) => id),
      // Also itself, which it can disable and demote.
      fuzzer.id,
    ],
    bodies: {
      [`PUT ${base}/direct`]: { userIds: [other.id, guest.id] },
      [`PATCH ${base}/channels/{id}/settings`]: { notify: 'all', isMuted: true },
      [`PATCH ${base}/users/me`]: { status: { emoji: '🏖️', text: 'x' } },
      [`POST ${base}/device-tokens/revoke`]: { deviceToken: 'x' },
      [`POST ${base}/setup`]: {
        setupToken: 'x',
        username: 'second',
        password: 'long enough it is',
      },
      [`POST ${base}/users`]: {
        username: `${name}-new`,
        password: 'long enough it is',
        displayName: 'X',
        role: 'member',
      },
      [`PATCH ${base}/users/{id}`]: { displayName: 'X', role: 'member', disabled: false },
      [`PUT ${base}/users/me/password`]: {
        currentPassword: fuzzer.password,
        newPassword: fuzzer.password,
      },
      [`PUT ${base}/users/{id}/password`]: { newPassword: 'long enough it is' },
      [`POST ${base}/sessions`]: {
        username: guest.username,
        password: guest.password,
        device,
        takeover: true,
        remember: true,
      },
      [`PATCH ${base}/devices/{id}`]: { name: 'PC of the fuzz', blocked: false },
      [`PATCH ${base}/devices/{id}/keys/{keyId}`]: { state: 'enrolled' },
      [`POST ${base}/session/heartbeat`]: { status: 'away' },
      [`POST ${base}/channels`]: {
        name: `${name} new`,
        kind: 'private',
        topic: 'x',
        memberIds: [other.id],
      },
      [`PATCH ${base}/channels/{id}`]: { topic: 'y' },
      [`POST ${base}/channels/{id}/messages`]: {
        clientId: randomUUID(),
        body: 'hello',
        replyToId: null,
      },
      [`PATCH ${base}/messages/{id}`]: { body: 'edited' },
      [`PUT ${base}/channels/{id}/read`]: { seq: 1 },
      [`POST ${base}/channels/{id}/unread`]: { seq: 1 },
      [`POST ${base}/tokens`]: {
        name: 'new bot',
        scopes: ['read', 'write'],
        expiresAt: '2999-01-01T00:00:00Z',
      },
    },
    queries: { [`GET ${base}/search`]: '?q=hello' },
  };
}

function describeDrawn(drawn: Drawn | undefined): string {
  return JSON.stringify({ ...drawn, body: drawn?.body?.toString('latin1').slice(0, 500) });
}
