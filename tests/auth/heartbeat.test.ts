import { describe, expect, test } from 'vitest';
import { addUser, generalOf, type Person, signIn } from '../support/api.ts';
import type { Follow } from '../support/follow.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { makeApiToken, presenceOf } from './attempts.ts';

const TIMEOUT_MS = 45_000;
/** How long after the timeout a silent session may still show. */
const SWEEP_MS = 5_000;

const { server, other, admin } = await nodesForSuite();
/** Made while the administrator's session lives, which no test keeps. */
const users = await Promise.all(
  Array.from({ length: 40 }, (_, index) => addUser(server, admin.token, `user${index}`)),
);
/** Needs no heartbeat, so that nothing but what is tested is asked of the server. */
const adminToken: string = (await makeApiToken(server, admin.token)).token;

test('a missed heartbeat ends the session though nobody asks, and never early', async () => {
  const watches = await Promise.all([server, other].map((node) => node.follow(adminToken)));
  const comeIn = () =>
    Promise.all(
      [1, 2, 3].map(async () => {
        const person = await add('silent');
        return { person, stream: await other.follow(person.token) };
      }),
    );
  const silent = await comeIn();
  await beSilentFor(20_000);
  const later = await comeIn();
  // Of many changes in a row some are told together, and of who comes and goes meanwhile nothing.
  for (const watch of watches)
    for (const { person } of silent) await seenBy(watch, person, 'active');
  await beSilentFor(TIMEOUT_MS - 20_000);
  for (const { person, stream } of silent) {
    for (const watch of watches) await goneFrom(watch, person);
    const { data } = await stream.next('session.ended', undefined, 1_000);
    expect(data).toEqual({ reason: 'heartbeat-missed' });
    await until(() => stream.isOver(), 1_000);
    const { status, body } = await server.get('/session', person.token);
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'not-authenticated', reason: 'heartbeat-missed' });
    expect(await presenceOf(server, adminToken, person.id)).toBeUndefined();
    expect((await signIn(server, person)).token).not.toBe(person.token);
  }
  for (const { person, stream } of later) {
    expect(await presenceOf(server, adminToken, person.id)).toMatchObject({ status: 'active' });
    expect(stream.isOver()).toBe(false);
    stream.abort();
  }
  for (const watch of watches) watch.abort();
});

test('a token whose heartbeat was missed is told so before the server has swept', async () => {
  const people = await Promise.all([1, 2, 3].map(() => add('late')));
  await beSilentFor(TIMEOUT_MS);
  for (const { token } of people) {
    const { status, body } = await server.post('/session/heartbeat', {}, token);
    expect(status).toBe(401);
    expect(body).toMatchObject({ code: 'not-authenticated', reason: 'heartbeat-missed' });
  }
});

test('a heartbeat just in time keeps the seat', async () => {
  const watch = await server.follow(adminToken);
  const [kept, silent] = [await add('kept'), await add('silent')];
  await seenBy(watch, silent, 'active');
  for (let beats = 0; beats < 3; beats += 1) {
    await beSilentFor(TIMEOUT_MS * 0.75);
    expect((await beat(kept.token)).status).toBe(204);
  }
  const at = Date.now();
  await goneFrom(watch, silent);
  const { body } = await server.get('/session', kept.token);
  expect(body.session.id).toBe(kept.sessionId);
  expect(Date.parse(body.session.lastHeartbeatAt)).toBeGreaterThan(at - TIMEOUT_MS / 2);
  expect(changesOf(watch, kept)).not.toContain('offline');
  watch.abort();
});

test('any authenticated request of a session counts as a heartbeat, and nothing else does', async () => {
  const general = await generalOf(server, adminToken);
  const signs: [string, (person: Person) => Promise<unknown>][] = [
    ['reading the session', ({ token }) => server.get('/session', token)],
    ['reading presence', ({ token }) => server.get('/presence', token)],
    ['what it may not', ({ token }) => server.get('/sessions', token)],
    ['what is invalid', ({ token }) => server.post(`/channels/${general}/messages`, {}, token)],
    [
      'posting',
      ({ token }) => server.post(`/channels/${general}/messages`, { body: 'here' }, token),
    ],
    ['opening a stream', async ({ token }) => (await server.follow(token)).abort()],
    ['asking another node', ({ token }) => other.get('/channels', token)],
  ];
  const people = await Promise.all(
    signs.map(async ([, sign]) => ({ ...(await add('sign')), sign })),
  );
  const [scripted, streaming] = [await add('scripted'), await add('streaming')];
  const script = await makeApiToken(server, scripted.token);
  const stream = await server.follow(streaming.token);
  // The first comes while more than half of the lease is left, when renewing it can wait a second.
  for (const share of [0.4, 0.8, 0.8]) {
    await beSilentFor(TIMEOUT_MS * share);
    await Promise.all(people.map((person) => person.sign(person)));
    await server.get('/presence', script.token);
  }
  const { body } = await server.get('/presence', adminToken);
  const present = body.users.map((user: { userId: string }) => user.userId);
  for (const [index, [sign]] of signs.entries()) {
    expect(present.includes(people[index]?.id), sign).toBe(true);
  }
  expect(present).not.toContain(scripted.id);
  expect((await server.get('/presence', script.token)).status).toBe(200);
  expect(present).not.toContain(streaming.id);
  await until(() => stream.isOver());
});

test('a heartbeat says whether its user is active or away, and presence shows it', async () => {
  const watch = await other.follow(adminToken);
  const { id, token } = await add('away');
  const statuses = async () => (await presenceOf(server, adminToken, id))?.status;
  expect(await statuses()).toBe('active');
  for (const status of ['away', 'active'] as const) {
    expect((await beat(token, { status })).status).toBe(204);
    expect(await statuses()).toBe(status);
    const told = await watch.next('presence.changed', has(id, status), 1_000);
    expect(told.id).toBeUndefined();
    expect(told.data.online).toEqual(expect.any(Number));
    expect((await beat(token)).status).toBe(204);
    expect(await statuses()).toBe(status);
    if (status === 'away') watch.events.length = 0;
  }
  expect((await beat(token, { status: 'offline' })).status).toBe(422);
  const empty = await server.request('POST', '/session/heartbeat', { token });
  expect(empty.status).toBe(204);
  watch.abort();
});

describe('how stale presence may be', () => {
  test('is said: the heartbeat timeout and the sweep', async () => {
    const { body } = await server.get('/presence', adminToken);
    expect(body.maxStalenessMs).toBe(TIMEOUT_MS + SWEEP_MS);
  });
});

/** A user of their own who has just signed in. */
function add(name: string): Promise<Person> {
  const user = users.pop();
  if (user === undefined) throw new Error(`there are too few users for ${name}`);
  return signIn(server, user);
}

function beat(token: string, body: object = {}) {
  return server.post('/session/heartbeat', body, token);
}

async function beSilentFor(ms: number): Promise<void> {
  await other.flushHeartbeats();
  await server.passTime(ms);
}

function seenBy(watch: Follow, person: Person, status: string) {
  return watch.next('presence.changed', has(person.id, status), SWEEP_MS);
}

function goneFrom(watch: Follow, person: Person) {
  return watch.next('presence.changed', has(person.id, 'offline'), SWEEP_MS);
}

function has(userId: string, status: string) {
  return ({ changes }: { changes: { userId: string; status: string }[] }) =>
    changes.some((change) => change.userId === userId && change.status === status);
}

function changesOf(watch: Follow, person: Person): string[] {
  return watch.events
    .filter(({ event }) => event === 'presence.changed')
    .flatMap(({ data }) => data.changes)
    .filter(({ userId }) => userId === person.id)
    .map(({ status }) => status);
}
