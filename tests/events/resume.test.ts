import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalOf, type Person, signIn } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { newApiToken, post, postAll } from '../support/posting.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let database: OpenDatabase;
let server: TestServer;
let admin: Person;
let token: string;
let general: string;

beforeAll(async () => {
  database = await borrowDatabase();
  server = await startServer({ STREAMS_PER_CREDENTIAL: '0' }, database);
  admin = await signIn(server, ADMIN);
  token = await newApiToken(server, admin.token);
  general = await generalOf(server, token);
});
afterAll(async () => {
  await server.stop();
  await database.remove();
});

const numbered = (label: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${label} ${index}`);

async function headOf(api: TestServer): Promise<string> {
  return (await api.get('/channels', token)).body.cursor;
}

async function restart(): Promise<void> {
  await server.stop();
  server = await startServer({ STREAMS_PER_CREDENTIAL: '0' }, database);
}

test('what came after the cursor comes again, and then what is new, each once', async () => {
  const live = await server.follow(token);
  const start = live.cursor();
  for (const text of numbered('window', 10)) await post(server, token, general, text);
  await live.next('message.created', (message) => message.body === 'window 9');
  const cursors = [start, ...live.events.flatMap(({ id }) => id ?? []).slice(1)];
  for (const [index, cursor] of cursors.entries()) {
    const resumed = await server.follow(token, cursor);
    await post(server, token, general, `new after ${index}`);
    await resumed.next('message.created', (message) => message.body === `new after ${index}`);
    const rest = live.bodies().slice(index, 10);
    expect(resumed.bodies().filter((body) => body.startsWith('window'))).toEqual(rest);
    expect(resumed.events.some(({ event }) => event === 'reset')).toBe(false);
    resumed.abort();
  }
});

/** More than one page of 500 events. */
const PAST = 520;

test('what no node has in memory comes from the database, page after page', async () => {
  const cursor = await headOf(server);
  const bodies = numbered('old', PAST);
  await postAll(server, token, general, bodies, 16);
  const { body: page } = await server.get(`/channels/${general}/messages?limit=1`, token);
  await restart();
  const streams = await Promise.all(Array.from({ length: 3 }, () => server.follow(token, cursor)));
  await post(server, token, general, 'and live');
  for (const stream of streams) {
    await stream.next('message.created', (message) => message.body === 'and live');
    expect(stream.bodies()).toHaveLength(PAST + 1);
    expect(stream.bodies().toSorted()).toEqual([...bodies, 'and live'].toSorted());
    const seqs = stream.events.flatMap(({ event, data }) =>
      event === 'message.created' ? data.seq : [],
    );
    const first = page.lastSeq - PAST + 1;
    expect(seqs).toEqual(seqs.map((_, index) => first + index));
    stream.abort();
  }
});

test('what is posted while a stream catches up comes once, and in its place', async () => {
  const cursor = await headOf(server);
  await postAll(server, token, general, numbered('past', 60), 16);
  await restart();
  const bodies = numbered('meanwhile', 60);
  const posting = postAll(server, token, general, bodies, 8);
  const streams = await Promise.all(Array.from({ length: 4 }, () => server.follow(token, cursor)));
  await posting;
  for (const stream of streams) {
    await until(() => stream.bodies().length >= 120);
    const ids = stream.events.flatMap(({ event, data }) =>
      event === 'message.created' ? data.seq : [],
    );
    expect(ids).toEqual(ids.map((_, index) => Number(ids[0]) + index));
    expect(stream.bodies()).toHaveLength(120);
    stream.abort();
  }
});

test('an open stream misses nothing of a change that its author makes elsewhere', async () => {
  const stream = await server.follow(token);
  const { id } = await post(server, admin.token, general, 'to be edited');
  await server.patch(`/messages/${id}`, { body: 'edited' }, admin.token);
  await server.delete(`/messages/${id}`, admin.token);
  await stream.next('message.deleted', (message) => message.id === id);
  const resumed = await server.follow(token, (await stream.next('message.created')).id);
  await resumed.next('message.deleted', (message) => message.id === id);
  const about = resumed.events.filter(({ data }) => data.id === id);
  expect(about.map(({ event }) => event)).toEqual(['message.updated', 'message.deleted']);
});

describe.skipIf(databaseKind() === 'embedded')('on another node', () => {
  test('a cursor of one node is good on any other', async () => {
    const other = await startServer({}, database);
    try {
      const first = await server.follow(token);
      await post(other, token, general, 'from the other node');
      await first.next('message.created');
      const cursor = first.cursor();
      first.abort();
      await post(server, token, general, 'missed');
      const second = await other.follow(token, cursor);
      await post(server, token, general, 'live');
      await second.next('message.created', (message) => message.body === 'live');
      expect([...first.bodies(), ...second.bodies()]).toEqual([
        'from the other node',
        'missed',
        'live',
      ]);
    } finally {
      await other.stop();
    }
  });

  test('a 201 on one node is in the history and on the streams of every other', async () => {
    const other = await startServer({}, database);
    try {
      const stream = await other.follow(token);
      for (const text of numbered('everywhere', 15)) {
        const { seq, id } = await post(server, token, general, text);
        const page = await other.get(`/channels/${general}/messages?after=${seq - 1}`, token);
        expect(page.body.messages[0].id).toBe(id);
      }
      // The notice brings it; without one it would be the poll, within five seconds.
      await until(() => stream.bodies().length === 15, 2_000);
      expect(stream.bodies()).toEqual(numbered('everywhere', 15));
    } finally {
      await other.stop();
    }
  });
});
