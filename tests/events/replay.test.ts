import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { addPerson, generalOf, signIn } from '../support/api.ts';
import type { StreamEvent } from '../support/follow.ts';
import { borrowDatabase } from '../support/kept-database.ts';
import { post } from '../support/posting.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';

/** Fewer events than this are in the window; more have to be read from the log. */
const MANY = 40;

const database = await borrowDatabase();
let server = await startServer({}, database);
const admin = await signIn(server, ADMIN);
const general = await generalOf(server, admin.token);
const bob = await addPerson(server, admin.token, 'bob');
afterAll(async () => {
  await server.stop();
  await database.remove();
});

async function restart(): Promise<void> {
  await server.stop();
  server = await startServer({}, database);
}

/** All that a stream from the cursor tells, up to a message that is posted now. */
async function replay(token: string, cursor: string): Promise<StreamEvent[]> {
  const stream = await server.follow(token, cursor);
  const { id } = await post(server, admin.token, general, 'the end');
  await stream.next('message.created', (message) => message.id === id);
  stream.abort();
  return stream.events;
}
const head = async () => (await server.get('/channels', admin.token)).body.cursor;
const ofMessage = (events: StreamEvent[], id: string) =>
  events.filter(({ data }) => data?.id === id).map(({ event, data }) => [event, data.body]);

describe.each(['from the window', 'from the log'])('what is replayed %s', (from) => {
  /** Nothing of before is in a window then. */
  async function forget(): Promise<void> {
    if (from === 'from the log') await restart();
  }

  test('is what a message says, and nothing of what it said before', async () => {
    const cursor = await head();
    const { id } = await post(server, admin.token, general, 'first secret');
    for (const body of ['second secret', 'third secret', 'what may be known']) {
      expect((await server.patch(`/messages/${id}`, { body }, admin.token)).status).toBe(200);
    }
    await forget();
    const events = await replay(bob.token, cursor);
    expect(ofMessage(events, id)).toEqual([
      ['message.created', 'what may be known'],
      ...Array(3).fill(['message.updated', 'what may be known']),
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  test('is that a message was deleted, and nothing of what it said', async () => {
    const cursor = await head();
    const { id } = await post(server, admin.token, general, 'first secret');
    await server.patch(`/messages/${id}`, { body: 'second secret' }, admin.token);
    expect((await server.delete(`/messages/${id}`, admin.token)).status).toBe(204);
    await forget();
    const events = await replay(bob.token, cursor);
    expect(ofMessage(events, id)).toEqual([
      ['message.created', null],
      ['message.updated', null],
      ['message.deleted', null],
    ]);
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  test('is nothing of a private channel to who was taken out of it, but that they were', async () => {
    const wanted = { name: `private ${from}`, kind: 'private', memberIds: [bob.id] };
    const { body: channel } = await server.post('/channels', wanted, admin.token);
    const cursor = await head();
    for (let count = 0; count < MANY; count += 1) {
      await post(server, admin.token, channel.id, `confidential ${count}`);
    }
    await server.delete(`/channels/${channel.id}/members/${bob.id}`, admin.token);
    await forget();
    const events = await replay(bob.token, cursor);
    expect(JSON.stringify(events)).not.toContain('confidential');
    expect(
      events.filter(({ data }) => data?.channelId === channel.id).map(({ event }) => event),
    ).toEqual(['member.left']);
    expect((await server.get(`/channels/${channel.id}/messages`, bob.token)).status).toBe(404);

    await server.put(`/channels/${channel.id}/members/${bob.id}`, undefined, admin.token);
    await forget();
    const again = await replay(bob.token, cursor);
    expect(JSON.stringify(again)).toContain('confidential');
  });

  test('is all of what is said in a channel that one joins while it is replayed', async () => {
    const wanted = { name: `joined ${from}`, kind: 'private' };
    const { body: channel } = await server.post('/channels', wanted, admin.token);
    const cursor = await head();
    for (let count = 0; count < MANY; count += 1) await post(server, admin.token, general, 'talk');
    await forget();
    const stream = await server.follow(bob.token, cursor);
    await server.put(`/channels/${channel.id}/members/${bob.id}`, undefined, admin.token);
    const { id } = await post(server, admin.token, channel.id, 'welcome');
    await stream.next('message.created', (message) => message.id === id);
    stream.abort();
  });
});

test('the log in the database holds no text that was edited or deleted', async () => {
  await server.stop();
  const { db, close } = await connectToTest(database);
  const { rows } = await sql<{ data: string }>`select data from event_log`.execute(db);
  if (database.opened === undefined) await close();
  server = await startServer({}, database);
  expect(rows.length).toBeGreaterThan(MANY);
  expect(JSON.stringify(rows)).not.toContain('secret');
});

test('an expired token hears nothing more, and its stream ends', async () => {
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const { body: token } = await server.post(
    '/tokens',
    { name: 'short', scopes: ['read'], expiresAt },
    bob.token,
  );
  const stream = await server.follow(token.token);
  let count = 0;
  while (!stream.isOver()) {
    count += 1;
    await post(server, admin.token, general, `${new Date().toISOString()} number ${count}`);
  }
  const late = stream.bodies().filter((body) => body > expiresAt);
  expect(late).toEqual([]);
  expect(stream.events.at(-1)).toMatchObject({ event: 'session.ended' });
});
