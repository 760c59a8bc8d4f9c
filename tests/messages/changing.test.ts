import { describe, expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { history, makeChannel, say, settled } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');
const memberIds = [bob.id, admin.id];
const channelId = (await makeChannel(server, alice, 'changing', { memberIds })).id;

const edit = (message: { id: string }, body: unknown, by: Person) =>
  server.patch(`/messages/${message.id}`, { body }, by.token);
const remove = (message: { id: string }, by: Person) =>
  server.delete(`/messages/${message.id}`, by.token);
const found = async (message: { id: string }) =>
  (await history(server, bob, channelId)).find(({ id }) => id === message.id);

describe('editing a message', () => {
  test('is for its author: 200, in history and on the streams', async () => {
    const message = await say(server, alice, channelId, 'befroe');
    const stream = await server.follow(bob.token);
    const { status, body } = await edit(message, ' before ', alice);
    expect(status).toBe(200);
    expect(body).toEqual({ ...message, body: 'before', editedAt: expect.any(String), revision: 2 });
    expect(Date.parse(body.editedAt)).toBeGreaterThanOrEqual(Date.parse(message.createdAt));
    expect(await found(message)).toEqual(body);
    const event = await stream.next('message.updated');
    expect(event.data).toEqual(body);
    expect(event.id).toBeTruthy();
    stream.abort();
  });

  test('is forbidden to others, administrators included', async () => {
    const message = await say(server, alice, channelId, 'mine');
    for (const by of [bob, admin]) {
      const { status, body } = await edit(message, 'yours', by);
      expect([status, body.code]).toEqual([403, 'forbidden']);
    }
    expect(await found(message)).toEqual(message);
  });

  test('takes the same bodies as posting', async () => {
    const message = await say(server, alice, channelId, 'short');
    for (const body of ['', ' \n ', 'x'.repeat(8001), 'a\u0000b', 'half \ud83d', 7, null]) {
      const answer = await edit(message, body, alice);
      expect([answer.status, answer.body.errors?.[0].path]).toEqual([422, 'body']);
    }
    expect((await edit(message, '🐙'.repeat(8000), alice)).status).toBe(200);
  });

  test('is 404 for a message that is not there or not to be seen', async () => {
    const secret = await makeChannel(server, alice, 'unseen', { kind: 'private' });
    const message = await say(server, alice, secret.id, 'hidden');
    for (const hidden of [message, { id: '00000000-0000-7000-8000-000000000000' }, { id: 'x' }]) {
      for (const by of [bob, admin]) {
        expect((await edit(hidden, 'x', by)).status).toBe(404);
        expect((await remove(hidden, by)).status).toBe(404);
      }
    }
    expect((await edit(message, 'x', alice)).status).toBe(200);
  });

  test('many times at once leaves one of them, and one event each', async () => {
    const message = await say(server, alice, channelId, 'contested');
    const stream = await server.follow(bob.token);
    const wanted = ['a', 'b', 'c', 'd', 'e', 'f'];
    const answers = await Promise.all(wanted.map((body) => edit(message, body, alice)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await settled(server, alice, [stream]);
    const events = stream.events.filter(({ event }) => event === 'message.updated');
    // Whoever hears of one late hears what has become of it meanwhile.
    const revisions = events.map(({ data }) => data.revision);
    expect(revisions).toHaveLength(wanted.length);
    expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
    for (const { data } of events) expect(wanted).toContain(data.body);
    // The last event tells what history holds.
    expect(events.at(-1)?.data).toEqual(await found(message));
    stream.abort();
  });
});

describe('deleting a message', () => {
  test('keeps its seq and takes its body, in history and on the streams', async () => {
    const message = await say(server, alice, channelId, 'a secret slip');
    const next = await say(server, bob, channelId, 'next');
    const stream = await server.follow(bob.token);
    expect((await remove(message, alice)).status).toBe(204);
    const deleted = await found(message);
    expect(deleted).toEqual({
      ...message,
      body: null,
      deletedAt: expect.any(String),
      revision: 2,
    });
    const event = await stream.next('message.deleted');
    expect(event.data).toEqual(deleted);
    expect(event.id).toBeTruthy();
    const all = await history(server, bob, channelId);
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
    expect(all.at(-1)).toEqual(next);
    stream.abort();
  });

  test('is for its author and administrators, not for others', async () => {
    const [one, two] = [
      await say(server, alice, channelId, 'one'),
      await say(server, alice, channelId, 'two'),
    ];
    const refused = await remove(one, bob);
    expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    expect(await found(one)).toEqual(one);
    expect((await remove(one, alice)).status).toBe(204);
    expect((await remove(two, admin)).status).toBe(204);
    expect(await found(two)).toMatchObject({ authorId: alice.id, body: null });
  });

  test('is final: a deleted message is neither edited nor deleted once more', async () => {
    const message = await say(server, alice, channelId, 'going');
    await remove(message, alice);
    const gone = await found(message);
    expect((await edit(message, 'back again', alice)).status).toBe(404);
    expect((await remove(message, alice)).status).toBe(404);
    expect(await found(message)).toEqual(gone);
  });

  test('at the same time as an edit leaves no body behind', async () => {
    for (let round = 0; round < 5; round += 1) {
      const message = await say(server, alice, channelId, 'race');
      await Promise.all([
        edit(message, 'edited', alice),
        remove(message, alice),
        edit(message, 'x', alice),
      ]);
      expect(await found(message)).toMatchObject({ body: null, deletedAt: expect.any(String) });
    }
  });
});

describe('a reply', () => {
  const reply = (replyToId: unknown, by = bob) =>
    server.post(`/channels/${channelId}/messages`, { body: 'a reply', replyToId }, by.token);

  test('names a message of the same channel', async () => {
    const message = await say(server, alice, channelId, 'a question');
    const { status, body } = await reply(message.id);
    expect(status).toBe(201);
    expect(body.replyToId).toBe(message.id);
    expect((await reply(message.id.toUpperCase())).body.replyToId).toBe(message.id);
    expect((await reply(body.id)).body.replyToId).toBe(body.id);
  });

  test('names a message that has been deleted, as a thread goes on', async () => {
    const message = await say(server, alice, channelId, 'a question');
    await remove(message, alice);
    expect((await reply(message.id)).status).toBe(201);
  });

  test('to nothing is a message like others', async () => {
    expect((await reply(null)).body.replyToId).toBeNull();
  });

  test('to a message of another channel, or to none there is, is refused with 422', async () => {
    const elsewhere = await makeChannel(server, bob, 'elsewhere');
    const message = await say(server, bob, elsewhere.id, 'here');
    for (const id of [message.id, '00000000-0000-7000-8000-000000000000', 'x', 7]) {
      const { status, body } = await reply(id);
      expect([status, body.code, body.errors?.[0].path]).toEqual([
        422,
        'invalid-request',
        'replyToId',
      ]);
    }
  });
});
