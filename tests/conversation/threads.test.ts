import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { history, listed, makeChannel, say, settled, upTo } from '../support/chat.ts';

import type { Follow } from '../support/follow.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, other, admin } = await nodesForSuite();
const { db } = await connectToTest(server.database);
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');
const carol = await addPerson(server, admin.token, 'carol');
const { id: channel } = await makeChannel(server, alice, 'threads', {
  kind: 'private',
  memberIds: [bob.id],
});

const openOf = (by: Person, id: string) =>
  server.put(`/messages/${id}/thread`, undefined, by.token);
async function threadOf(by: Person, id: string): Promise<string> {
  const { status, body } = await openOf(by, id);
  expect([200, 201]).toContain(status);
  return body.id;
}
const read = async (id: string, by = alice) => (await other.get(`/messages/${id}`, by.token)).body;
const threadsOf = async (by: Person, query = '') =>
  (await other.get(`/threads${query}`, by.token)).body.threads;
async function thread(by: Person, id: string) {
  const all = await threadsOf(by);
  return all.find((one: { root: { id: string } }) => one.root.id === id);
}
const isFollowing = async (by: Person, id: string) => (await openOf(by, id)).body.isFollowing;
const about = (stream: Follow, ids: string[]) =>
  stream.events.filter(({ data }) => ids.some((id) => JSON.stringify(data ?? null).includes(id)));

describe('a thread', () => {
  test('is a channel: one for a message, with its own dense seq and history', async () => {
    const root = await say(server, alice, channel, 'root');
    const made = await openOf(bob, root.id);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ kind: 'thread', name: null, parentId: channel, rootMessageId: root.id },
      ...{ lastSeq: 0, unread: 0, isFollowing: false, archivedAt: null },
    });
    const again = await other.put(`/messages/${root.id}/thread`, undefined, alice.token);
    expect(again).toMatchObject({ status: 200, body: { id: made.body.id } });
    expect((await read(root.id)).thread).toBeNull();

    for (const n of upTo(3)) await say(n === 2 ? other : server, bob, made.body.id, `${n}`);
    expect((await history(other, alice, made.body.id)).map(({ seq, body }) => [seq, body])).toEqual(
      [
        [1, '1'],
        [2, '2'],
        [3, '3'],
      ],
    );
    expect((await listed(server, alice, channel)).lastSeq).toBe(root.seq);
    expect((await server.get('/channels', bob.token)).body.channels).not.toContainEqual(
      expect.objectContaining({ kind: 'thread' }),
    );
    expect((await server.get(`/channels/${made.body.id}`, bob.token)).body).toMatchObject({
      ...{ id: made.body.id, kind: 'thread', parentId: channel },
    });
    const members = await server.get(`/channels/${made.body.id}/members`, bob.token);
    expect(members.body.members.map(({ id }: { id: string }) => id).toSorted()).toEqual(
      [alice.id, bob.id].toSorted(),
    );
  });

  test('stands in its root: how many replies, when the last came, and whose they are', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    const first = await say(server, bob, id, 'one');
    const second = await say(server, alice, id, 'two');
    await say(server, bob, id, 'three');
    const { thread: summary, revision } = await read(root.id);
    expect(summary).toMatchObject({ id, replies: 3, participantIds: [bob.id, alice.id] });
    expect(revision).toBe(4);
    await server.delete(`/messages/${first.id}`, bob.token);
    const last = await say(server, bob, id, 'four');
    expect((await read(root.id)).thread).toEqual({
      ...{ id, replies: 3, lastReplyAt: last.createdAt },
      participantIds: [alice.id, bob.id],
    });
    const stream = await other.follow(bob.token);
    await server.delete(`/messages/${second.id}`, alice.token);
    const left = { replies: 2, participantIds: [bob.id] };
    expect((await read(root.id)).thread).toMatchObject(left);
    const told = await stream.next('message.updated', (message) => message.id === root.id);
    expect(told.data).toEqual(await read(root.id));
    stream.abort();
  });

  test('is named by its channel in each of its messages, and in no others', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    const stream = await other.follow(bob.token);
    const posted = await say(server, alice, id, 'reply');
    const created = await stream.next('message.created', (message) => message.id === posted.id);
    const edited = await server.patch(`/messages/${posted.id}`, { body: 'mended' }, alice.token);
    const updated = await stream.next('message.updated', (message) => message.id === posted.id);
    const [listedReply] = await history(other, bob, id);
    for (const reply of [posted, created.data, edited.body, updated.data, listedReply]) {
      expect(reply).toMatchObject({ id: posted.id, parentId: channel });
    }
    const updatedRoot = await stream.next('message.updated', (message) => message.id === root.id);
    for (const other of [root, await read(root.id), updatedRoot.data]) {
      expect(other).not.toHaveProperty('parentId');
    }
    stream.abort();
  });

  test('posts once for a client id, whoever retries', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    const clientId = randomUUID();
    const post = (at: typeof server) =>
      at.post(`/channels/${id}/messages`, { body: 'once', clientId }, bob.token);
    const answers = await Promise.all([post(server), post(other), post(server), post(other)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await history(server, alice, id)).toHaveLength(1);
  });

  test('keeps its seq dense when many write at once', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    await Promise.all(
      upTo(20).map((n) => say(n % 2 ? server : other, n % 3 ? alice : bob, id, `${n}`)),
    );
    expect((await history(server, alice, id)).map(({ seq }) => seq)).toEqual(upTo(20));
    expect((await read(root.id)).thread.replies).toBe(20);
  });

  test('replies quote only what is in it, and has no thread of its own', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    const reply = await say(server, bob, id, 'reply');
    expect((await say(server, alice, id, 'to it', { replyToId: reply.id })).replyToId).toBe(
      reply.id,
    );
    const { status } = await server.post(
      `/channels/${id}/messages`,
      { body: 'to the root', replyToId: root.id },
      alice.token,
    );
    expect(status).toBe(422);
    expect(await openOf(alice, reply.id)).toMatchObject({
      ...{ status: 403, body: { code: 'forbidden' } },
    });
  });
});

describe('who may see a thread', () => {
  test('is who may see its channel, now: history, events, and what is refused', async () => {
    const root = await say(server, alice, channel, 'secret root');
    const id = await threadOf(alice, root.id);
    const streams = await Promise.all([
      server.follow(bob.token),
      other.follow(carol.token),
      other.follow(alice.token),
    ]);
    const [near, outside, far] = streams;
    const from = outside.cursor();
    const reply = await say(server, bob, id, 'secret reply');
    await server.patch(`/messages/${reply.id}`, { body: 'secret edit' }, bob.token);
    await server.put(`/messages/${reply.id}/reactions/👍`, undefined, alice.token);
    await settled(server, admin, streams);
    for (const stream of [near, far]) {
      // Who follows the thread from the reply on knows it when the reply comes.
      expect(about(stream, [id, reply.id, root.id]).map(({ event }) => event)).toEqual([
        ...['thread.followed', 'message.created', 'message.updated', 'message.updated'],
        'reaction.added',
      ]);
    }
    expect(about(outside, [id, reply.id, root.id])).toEqual([]);
    const ask = (method: string, path: string, body?: unknown) =>
      server.request(method, path, { token: carol.token, body }).then(({ status }) => status);
    expect(await ask('GET', `/channels/${id}`)).toBe(404);
    expect(await ask('GET', `/channels/${id}/messages`)).toBe(404);
    expect(await ask('GET', `/messages/${reply.id}`)).toBe(404);
    expect(await ask('POST', `/channels/${id}/messages`, { body: 'x' })).toBe(404);
    expect(await ask('PUT', `/channels/${id}/read`, { seq: 1 })).toBe(404);
    expect(await ask('PUT', `/channels/${id}/follow`)).toBe(404);
    expect(await ask('PUT', `/messages/${root.id}/thread`)).toBe(404);
    expect(await ask('PUT', `/messages/${reply.id}/reactions/👍`)).toBe(404);

    // Who joins the channel has all of the thread, and nothing once they are out again.
    await server.put(`/channels/${channel}/members/${carol.id}`, undefined, alice.token);
    expect(await history(other, carol, id)).toHaveLength(1);
    await say(server, carol, id, 'secret third');
    await server.delete(`/channels/${channel}/members/${carol.id}`, alice.token);
    expect(await ask('GET', `/channels/${id}/messages`)).toBe(404);
    expect(await threadsOf(carol)).toEqual([]);
    const back = await other.follow(carol.token, from);
    await settled(server, admin, [back]);
    expect(JSON.stringify(back.events)).not.toContain('secret');
    for (const stream of [...streams, back]) stream.abort();
  });

  test('joins the channel first where it is public', async () => {
    const { id: room } = await makeChannel(server, alice, 'open to all');
    const root = await say(server, alice, room, 'root');
    const id = await threadOf(alice, root.id);
    expect((await server.get(`/channels/${id}`, carol.token)).status).toBe(200);
    const refused = await server.post(`/channels/${id}/messages`, { body: 'x' }, carol.token);
    expect(refused.status).toBe(403);
    expect(refused.body.detail).toContain(`/channels/${room}/members/${carol.id}`);
    await server.put(`/channels/${room}/members/${carol.id}`, undefined, carol.token);
    await say(server, carol, id, 'here');
  });

  test('reads on in an archived channel and writes no more, and a deleted one takes it along', async () => {
    const { id: room } = await makeChannel(server, alice, 'to end');
    const root = await say(server, alice, room, 'root');
    const other2 = await say(server, alice, room, 'without a thread');
    const id = await threadOf(alice, root.id);
    const reply = await say(server, alice, id, 'reply');
    await server.patch(`/channels/${room}`, { archived: true }, alice.token);
    expect((await server.get(`/channels/${id}`, alice.token)).body.archivedAt).not.toBeNull();
    const refused = await server.post(`/channels/${id}/messages`, { body: 'x' }, alice.token);
    expect(refused.body.code).toBe('channel-archived');
    expect((await openOf(alice, root.id)).status).toBe(200);
    expect((await openOf(alice, other2.id)).body.code).toBe('channel-archived');
    const edit = await server.patch(`/messages/${reply.id}`, { body: 'y' }, alice.token);
    expect(edit.body.code).toBe('channel-archived');
    expect(await history(server, alice, id)).toHaveLength(1);
    await server.delete(`/channels/${room}`, alice.token);
    for (const path of [`/channels/${id}`, `/channels/${id}/messages`, `/messages/${reply.id}`]) {
      expect((await server.get(path, alice.token)).status).toBe(404);
    }
    expect(await thread(alice, root.id)).toBeUndefined();
  });

  test('reads it on when the root is deleted', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    await say(server, bob, id, 'reply');
    await server.delete(`/messages/${root.id}`, alice.token);
    expect(await history(server, alice, id)).toHaveLength(1);
    expect((await openOf(bob, root.id)).status).toBe(200);
    await say(server, bob, id, 'another');
    expect(await read(root.id)).toMatchObject({ body: null, thread: { replies: 2 } });
  });

  test('cannot rename, archive or delete it, nor add anybody', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    for (const [method, path, body] of [
      ['PATCH', `/channels/${id}`, { topic: 'x' }],
      ['DELETE', `/channels/${id}`, undefined],
      ['PUT', `/channels/${id}/members/${carol.id}`, undefined],
      ['DELETE', `/channels/${id}/members/${bob.id}`, undefined],
    ] as const) {
      const answer = await server.request(method, path, { token: alice.token, body });
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});

describe('who follows a thread', () => {
  test('is who wrote the root, who replies and who is mentioned, each told once', async () => {
    await server.put(`/channels/${channel}/members/${carol.id}`, undefined, alice.token);
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(bob, root.id);
    const streams = await Promise.all([alice, bob, carol].map((by) => other.follow(by.token)));
    await say(server, bob, id, 'first');
    await say(server, bob, id, `@${carol.username}, look, and @all too`);
    await settled(server, admin, streams);
    for (const stream of streams) {
      expect(
        stream.events.filter(({ event }) => event.startsWith('thread.')).map(({ data }) => data),
      ).toEqual([{ threadId: id }]);
    }
    expect(await thread(alice, root.id)).toMatchObject({ unread: 2, mentions: 1 });
    expect(await thread(bob, root.id)).toMatchObject({ unread: 0, mentions: 0 });
    // What was there before she was called is not unread.
    expect(await thread(carol, root.id)).toMatchObject({ unread: 1, mentions: 1 });
    for (const stream of streams) stream.abort();
    await server.delete(`/channels/${channel}/members/${carol.id}`, alice.token);
  });

  test('is whoever wants to, until they do not', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    await say(server, alice, id, 'first');
    const follow = (method: string) =>
      server.request(method, `/channels/${id}/follow`, { token: bob.token });
    expect(await isFollowing(bob, root.id)).toBe(false);
    for (const _ of upTo(2)) expect((await follow('PUT')).status).toBe(204);
    expect(await thread(bob, root.id)).toMatchObject({ unread: 0 });
    for (const _ of upTo(2)) expect((await follow('DELETE')).status).toBe(204);
    await say(server, alice, id, 'second');
    expect(await isFollowing(bob, root.id)).toBe(false);
    expect(await thread(bob, root.id)).toBeUndefined();
    await say(server, bob, id, 'I am back');
    expect(await isFollowing(bob, root.id)).toBe(true);
    const none = await server.put(`/channels/${channel}/follow`, undefined, bob.token);
    expect(none.status).toBe(404);
  });

  test('has read what is there when they begin, also again', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    const follow = (by: Person, method = 'PUT') =>
      server.request(method, `/channels/${id}/follow`, { token: by.token });
    await say(server, alice, id, 'first');
    await server.put(`/channels/${id}/read`, { seq: 1 }, bob.token);
    for (const n of upTo(2)) await say(server, alice, id, `more ${n}`);
    await follow(bob);
    expect(await thread(bob, root.id)).toMatchObject({ unread: 0, thread: { lastReadSeq: 3 } });
    await say(server, alice, id, 'one to read');
    await follow(bob);
    expect(await thread(bob, root.id)).toMatchObject({ unread: 1 });
    await follow(bob, 'DELETE');
    await say(server, alice, id, 'not for him');
    await say(server, alice, id, `@${bob.username}, this is`);
    expect(await thread(bob, root.id)).toMatchObject({ unread: 1, mentions: 1 });
    // Who had read further has.
    await server.put(`/channels/${id}/read`, { seq: 6 }, bob.token);
    await follow(bob, 'DELETE');
    await say(server, bob, id, 'I am back');
    expect(await thread(bob, root.id)).toMatchObject({ unread: 0 });
    await follow(alice, 'DELETE');
    await follow(alice);
    expect(await thread(alice, root.id)).toMatchObject({ unread: 0 });
  });

  test('is in the list of channels, with the whole of what is unread', async () => {
    const eve = await addPerson(server, admin.token, 'eve');
    const { id: room } = await makeChannel(server, eve, 'listed', { memberIds: [bob.id] });
    const ids: string[] = [];
    for (const n of upTo(3)) {
      ids.push(await threadOf(eve, (await say(server, eve, room, `root ${n}`)).id));
    }
    const [read1, unread1, empty] = ids;
    const listOf = async (query = '') => (await other.get(`/channels${query}`, eve.token)).body;
    expect((await listOf()).threads).toEqual({ followedIds: [], unread: [] });
    await say(server, bob, read1 ?? '', 'hello');
    await server.put(`/channels/${read1}/read`, { seq: 1 }, eve.token);
    await say(server, bob, unread1 ?? '', `@${eve.username}`);
    await server.put(`/channels/${empty}/follow`, undefined, eve.token);
    const { threads } = await listOf();
    expect(new Set(threads.followedIds)).toEqual(new Set(ids));
    const { body: whole } = await server.get(`/threads/${unread1}`, eve.token);
    expect(whole).toMatchObject({ parentId: room, unread: 1, mentions: 1, isFollowing: true });
    expect(threads.unread).toEqual([whole]);
    // An own reply is not unread, nor one that is deleted.
    const gone = await say(server, bob, read1 ?? '', 'gone');
    await server.delete(`/messages/${gone.id}`, bob.token);
    await say(server, eve, read1 ?? '', 'mine');
    expect((await listOf()).threads.unread).toEqual([whole]);
    expect((await listOf(`?with=${bob.id}`)).threads).toBeUndefined();
    await server.delete(`/channels/${room}/members/${eve.id}`, eve.token);
    expect((await listOf()).threads).toEqual({ followedIds: [], unread: [] });
    expect((await server.get(`/threads/${room}`, eve.token)).status).toBe(404);
  });

  test('finds each on one page, also where the newest replies came in the same moment', async () => {
    const finn = await addPerson(server, admin.token, 'finn');
    const { id: room } = await makeChannel(server, finn, 'at once', { memberIds: [bob.id] });
    const ids: string[] = [];
    for (const n of upTo(5)) {
      ids.push(await threadOf(finn, (await say(server, finn, room, `root ${n}`)).id));
    }
    for (const id of ids) await say(server, bob, id, 'at once');
    const lastReplyAt = new Date();
    await db.updateTable('threads').set({ lastReplyAt }).where('parentId', '=', room).execute();
    await say(server, bob, ids[0] ?? '', 'later');
    const found: string[] = [];
    let query = '?limit=1';
    for (;;) {
      const { body } = await other.get(`/threads${query}`, finn.token);
      found.push(...body.threads.map((one: { thread: { id: string } }) => one.thread.id));
      if (body.next === null) break;
      query = `?limit=1&before=${body.next}`;
    }
    expect(found).toHaveLength(5);
    expect(new Set(found)).toEqual(new Set(ids));
  });

  test('sees those with the newest reply first, page by page, and may ask for what is unread', async () => {
    const dora = await addPerson(server, admin.token, 'dora');
    const { id: room } = await makeChannel(server, dora, 'pages', { memberIds: [bob.id] });
    const ids: string[] = [];
    for (const n of upTo(5)) {
      const root = await say(server, dora, room, `root ${n}`);
      ids.push(await threadOf(dora, root.id));
    }
    for (const id of ids) await say(server, bob, id, 'reply');
    await server.put(`/channels/${ids[4]}/read`, { seq: 1 }, dora.token);
    const found: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { body } = await other.get(`/threads${query}`, dora.token);
      found.push(...body.threads.map((one: { thread: { id: string } }) => one.thread.id));
      if (body.next === null) break;
      query = `?limit=2&before=${body.next}`;
    }
    expect(found).toEqual(ids.toReversed());
    const unread = await threadsOf(dora, '?unread=true');
    expect(unread.map((one: { thread: { id: string } }) => one.thread.id)).toEqual(
      ids.slice(0, 4).toReversed(),
    );
    expect(unread[0]).toMatchObject({
      ...{ root: { body: 'root 4' }, lastReply: { body: 'reply' }, unread: 1 },
    });
  });

  test('has a read position of their own in it, which moves both ways and is told', async () => {
    const root = await say(server, alice, channel, 'root');
    const id = await threadOf(alice, root.id);
    for (const n of upTo(3)) await say(server, bob, id, `${n}`);
    const stream = await other.follow(alice.token);
    await server.put(`/channels/${id}/read`, { seq: 99 }, alice.token);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 3);
    expect(await thread(alice, root.id)).toMatchObject({ unread: 0 });
    await server.post(`/channels/${id}/unread`, { seq: 2 }, alice.token);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 1);
    expect(await thread(alice, root.id)).toMatchObject({ unread: 2, thread: { lastReadSeq: 1 } });
    expect((await listed(server, alice, channel)).lastReadSeq).toBe(0);
    stream.abort();
  });
});
