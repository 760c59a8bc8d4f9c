import { expect, test } from 'vitest';
import { addPerson, device, type Person, signIn } from '../support/api.ts';
import { readMetric } from '../support/metrics.ts';
import { newApiToken, post } from '../support/posting.ts';
import { openRawStream } from '../support/raw-stream.ts';
import { serverForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const { server, admin, general } = await serverForSuite({ STREAMS_PER_CREDENTIAL: '2' });

test('the stream is one that no proxy holds back or changes', async () => {
  const bob = await addPerson(server, admin.token);
  const { status, headers } = await server.follow(bob.token);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/event-stream(;|$)/);
  expect(headers.get('cache-control')).toBe('no-cache, no-transform');
  expect(headers.get('x-accel-buffering')).toBe('no');
});

test('without a credential there is no stream', async () => {
  const { status, body } = await server.get('/events');
  expect(status).toBe(401);
  expect(body.code).toBe('not-authenticated');
});

test('retry is sent before ready, and ready is always first', async () => {
  const bob = await addPerson(server, admin.token);
  const cursor = (await server.get('/channels', bob.token)).body.cursor;
  await post(server, admin.token, general, 'missed');
  for (const options of [{}, { cursor }, { cursor: 'nonsense' }]) {
    const stream = await openRawStream(server.url, bob.token, { ...options, keepText: true });
    const lines = stream.text().split('\r\n\r\n')[1]?.split('\n') ?? [];
    const fields = lines.filter((line) => /^[a-z]+:/.test(line));
    expect(fields[0]).toMatch(/^retry: \d+$/);
    expect(fields.find((line) => line.startsWith('event:'))).toBe('event: ready');
    stream.close();
  }
});

test('ready carries the session and the presence', async () => {
  const bob = await addPerson(server, admin.token);
  const ready = await (await server.follow(bob.token)).next('ready');
  const { body } = await server.get('/session', bob.token);
  expect(ready.data.session).toMatchObject({ id: body.session.id, userId: bob.id });
  expect(ready.data.presence).toMatchObject({ asOf: expect.any(String), maxStalenessMs: 50_000 });
  expect(ready.data.presence.online).toBe(ready.data.presence.users.length);
  expect(ready.data.presence.users).toContainEqual(
    expect.objectContaining({ userId: bob.id, username: bob.username, status: 'active' }),
  );
});

test('an API token that may read may follow, without a session', async () => {
  const token = await newApiToken(server, admin.token, ['read']);
  const stream = await server.follow(token);
  expect((await stream.next('ready')).data.session).toBeUndefined();
  await post(server, admin.token, general, 'for scripts too');
  await stream.next('message.created', (message) => message.body === 'for scripts too');
  stream.abort();
});

test('without a cursor the stream starts at the head of the log', async () => {
  const bob = await addPerson(server, admin.token);
  await post(server, admin.token, general, 'before');
  const stream = await server.follow(bob.token);
  const { body } = await server.get('/channels', bob.token);
  expect((await stream.next('ready')).id).toBe(body.cursor);
  await post(server, admin.token, general, 'after');
  await stream.next('message.created');
  expect(stream.bodies()).toEqual(['after']);
});

test('with a cursor ready names that cursor, and all after it follows', async () => {
  const bob = await addPerson(server, admin.token);
  const { body } = await server.get('/channels', bob.token);
  for (const text of ['one', 'two', 'three']) await post(server, admin.token, general, text);
  const stream = await server.follow(bob.token, body.cursor);
  expect((await stream.next('ready')).id).toBe(body.cursor);
  await stream.next('message.created', (message) => message.body === 'three');
  expect(stream.bodies()).toEqual(['one', 'two', 'three']);
  // The message page's cursor is a position in the same log.
  const page = await server.get(`/channels/${general}/messages`, bob.token);
  expect(page.body.cursor).toBe(stream.cursor());
});

test('a client that cannot set headers gives its cursor in the query', async () => {
  const bob = await addPerson(server, admin.token);
  const { body } = await server.get('/channels', bob.token);
  await post(server, admin.token, general, 'by query');
  const aborted = new AbortController();
  const response = await fetch(
    `${server.url}/api/v1/events?lastEventId=${encodeURIComponent(body.cursor)}`,
    { headers: { authorization: `Bearer ${bob.token}` }, signal: aborted.signal },
  );
  let text = '';
  for await (const bytes of response.body ?? []) {
    text += new TextDecoder().decode(bytes);
    if (text.includes('"by query"')) break;
  }
  expect(text).toContain(`id: ${body.cursor}\nevent: ready\n`);
});

test('HEAD answers the headers and opens no stream', async () => {
  const bob = await addPerson(server, admin.token);
  const before = await readMetric(server, 'workspace_streams');
  const { status, headers, body } = await server.request('HEAD', '/events', { token: bob.token });
  expect(status).toBe(200);
  expect(headers.get('content-type')).toMatch(/^text\/event-stream/);
  expect(body).toBe('');
  expect(await readMetric(server, 'workspace_streams')).toBe(before);
  // The count does see a stream that is one.
  const stream = await server.follow(bob.token);
  expect(await readMetric(server, 'workspace_streams')).toBe(before + 1);
  stream.abort();
  await until(async () => (await readMetric(server, 'workspace_streams')) === before);
});

test('a client of HTTP/1.0 gets the stream without chunks', async () => {
  const bob = await addPerson(server, admin.token);
  const { body } = await server.get('/channels', bob.token);
  const stream = await openRawStream(server.url, bob.token, { httpVersion: '1.0', keepText: true });
  await post(server, admin.token, general, 'unchunked');
  await until(() => stream.seqs.length === 1);
  const [head = '', content = ''] = stream.text().split('\r\n\r\n');
  expect(head.toLowerCase()).not.toContain('transfer-encoding');
  expect(content).not.toContain('\r');
  expect(content).toMatch(
    new RegExp(`^retry: \\d+\nid: ${body.cursor}\nevent: ready\ndata: {.*}\n\n`),
  );
  stream.close();
  // A client of HTTP/1.1 gets the same in chunks.
  const chunked = await openRawStream(server.url, bob.token, { keepText: true });
  expect(chunked.text().toLowerCase()).toContain('transfer-encoding: chunked');
  chunked.close();
});

test('one stream more than a credential may have closes the oldest', async () => {
  const bob = await addPerson(server, admin.token);
  const streams = [await server.follow(bob.token), await server.follow(bob.token)];
  expect(streams.map((stream) => stream.isOver())).toEqual([false, false]);
  const third = await server.follow(bob.token);
  const [oldest, second] = streams;
  const closing = await oldest?.next('stream.closing');
  expect(closing?.data).toEqual({ reason: 'too-many-streams' });
  expect(closing?.id).toBeUndefined();
  await until(() => oldest?.isOver());
  await post(server, admin.token, general, 'still here');
  await third.next('message.created');
  await second?.next('message.created');
  expect(oldest?.bodies()).toEqual([]);
  // Another credential has streams of its own.
  const token = await newApiToken(server, bob.token);
  (await server.follow(token)).abort();
  expect([second?.isOver(), third.isOver()]).toEqual([false, false]);
});

test('session.ended says why, ends the stream, and the next request answers 401', async () => {
  const ways: [string, (person: Person) => Promise<unknown>][] = [
    ['logged-out', (person) => server.delete('/session', person.token)],
    ['left', (person) => server.delete('/session?keepDevice=true', person.token)],
    ['replaced', (person) => signIn(server, person)],
    ['taken-over', (person) => signIn(server, person, { takeover: true, device: device() })],
    ['revoked', (person) => server.delete(`/sessions/${person.sessionId}`, admin.token)],
    ['disabled', (person) => server.patch(`/users/${person.id}`, { disabled: true }, admin.token)],
  ];
  for (const [reason, end] of ways) {
    const person = await addPerson(server, admin.token);
    const stream = await server.follow(person.token);
    expect((await server.get('/session', person.token)).status).toBe(200);
    await end(person);
    const ended = await stream.next('session.ended');
    expect(ended).toEqual({ event: 'session.ended', id: undefined, data: { reason } });
    await until(() => stream.isOver());
    expect(stream.events.at(-1)).toBe(ended);
    const { status, body } = await server.get('/events', person.token);
    expect([status, body.code, body.reason]).toEqual([401, 'not-authenticated', reason]);
  }
});

test('the streams of an API token end with it', async () => {
  const bob = await addPerson(server, admin.token);
  const made = await server.post('/tokens', { name: 'bot', scopes: ['read'] }, bob.token);
  const stream = await server.follow(made.body.token);
  await server.delete(`/tokens/${made.body.id}`, bob.token);
  expect((await stream.next('session.ended')).data).toEqual({ reason: 'revoked' });
  await until(() => stream.isOver());
});
