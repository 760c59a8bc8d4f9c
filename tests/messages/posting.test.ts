import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { history, makeChannel, say, upTo } from '../support/chat.ts';
import { nodesForSuite } from '../support/suite.ts';

const { server, other, admin } = await nodesForSuite();
const nodes = [...new Set([server, other])];
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');
const authors = [admin, alice, bob, await addPerson(server, admin.token, 'carol')];

const ofAll = (name: string) =>
  makeChannel(server, alice, name, { memberIds: authors.map(({ id }) => id) });

/** Posts `count` messages at once, by all authors in turn over all nodes in turn, and checks the outcome. */
async function postAtOnce(count: number, name: string) {
  const channel = await ofAll(name);
  const streams = await Promise.all(nodes.map((node) => node.follow(bob.token)));
  const answers = await Promise.all(
    upTo(count).map((n) => {
      const node = nodes[n % nodes.length] ?? server;
      const author = authors[Math.floor(n / nodes.length) % authors.length] ?? alice;
      return node.post(`/channels/${channel.id}/messages`, { body: `${n}` }, author.token);
    }),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const posted = answers.map(({ body }) => body).sort((a, b) => a.seq - b.seq);
  expect(posted.map(({ seq }) => seq)).toEqual(upTo(count));
  expect(await history(server, bob, channel.id)).toEqual(posted);
  for (const stream of streams) {
    await stream.next('message.created', (data) => data.id === posted.at(-1)?.id);
    const seen = stream.events.filter(
      ({ event, data }) => event === 'message.created' && data.channelId === channel.id,
    );
    expect(seen.map(({ data }) => data)).toEqual(posted);
    stream.abort();
  }
}

describe('a message', () => {
  test('is answered with 201 and what history and streams then hold', async () => {
    const channel = await ofAll('first words');
    const stream = await server.follow(bob.token);
    const clientId = randomUUID();
    const { status, body } = await server.post(
      `/channels/${channel.id}/messages`,
      { clientId, body: ' hello\n' },
      alice.token,
    );
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      channelId: channel.id,
      seq: 1,
      authorId: alice.id,
      clientId,
      body: 'hello',
      replyToId: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/),
      editedAt: null,
      deletedAt: null,
      revision: 1,
      files: [],
      reactions: [],
      thread: null,
      pinnedAt: null,
    });
    const page = await server.get(`/channels/${channel.id}/messages`, bob.token);
    expect(page.body.messages).toEqual([body]);
    const event = await stream.next('message.created', ({ id }) => id === body.id);
    expect(event.data).toEqual(body);
    stream.abort();
  });

  test('needs no clientId, and then it is null', async () => {
    const channel = await ofAll('no client id');
    expect((await say(server, alice, channel.id, 'hello')).clientId).toBeNull();
    expect((await say(server, alice, channel.id, 'hello')).seq).toBe(2);
  });

  test('is not posted to a channel that is not there or not joined', async () => {
    const channel = await makeChannel(server, alice, 'not joined');
    const nowhere = ['00000000-0000-7000-8000-000000000000', 'general', 'x'];
    for (const id of nowhere) {
      const { status, body } = await server.post(
        `/channels/${id}/messages`,
        { body: 'x' },
        bob.token,
      );
      expect([status, body.code]).toEqual([404, 'not-found']);
    }
    const path = `/channels/${channel.id}/messages`;
    expect((await server.post(path, { body: 'x' }, bob.token)).status).toBe(403);
    expect((await server.post(path, { body: 'x' }, alice.token)).body.seq).toBe(1);
  });

  test('of one who may not does not spoil those of others that are posted at once', async () => {
    const channel = await makeChannel(server, alice, 'mixed batch', { memberIds: [bob.id] });
    const path = `/channels/${channel.id}/messages`;
    const answers = await Promise.all(
      upTo(40).map((n) => {
        const by = [alice, admin, bob, bob][n % 4] ?? alice;
        const isReply = n % 4 === 3;
        const replyToId = '00000000-0000-7000-8000-000000000000';
        return server.post(path, { body: `${n}`, ...(isReply && { replyToId }) }, by.token);
      }),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses).toEqual(upTo(40).map((n) => [201, 403, 201, 422][n % 4]));
    const all = await history(server, alice, channel.id);
    expect(all.map(({ seq }) => seq)).toEqual(upTo(20));
  });
});

describe('the seq of messages', () => {
  test('is dense under 200 posts of several users at once, on all nodes', async () => {
    await postAtOnce(200, 'busy');
  });

  test('is dense in each of several channels that are posted to at once', async () => {
    const channels = await Promise.all(['x', 'y', 'z'].map((name) => ofAll(`many ${name}`)));
    await Promise.all(
      upTo(90).map((n) => say(server, authors[n % 4] ?? alice, channels[n % 3]?.id, `${n}`)),
    );
    for (const channel of channels) {
      const all = await history(server, bob, channel.id);
      expect(all.map(({ seq }) => seq)).toEqual(upTo(30));
    }
  });

  test('has no holes where posts were refused, edited or deleted in between', async () => {
    const channel = await ofAll('no holes');
    const path = `/channels/${channel.id}/messages`;
    const first = await say(server, alice, channel.id, 'one');
    expect((await server.post(path, { body: '' }, alice.token)).status).toBe(422);
    await server.patch(`/messages/${first.id}`, { body: 'uno' }, alice.token);
    expect((await say(server, bob, channel.id, 'two')).seq).toBe(2);
    await server.delete(`/messages/${first.id}`, alice.token);
    expect((await say(server, bob, channel.id, 'three')).seq).toBe(3);
    const all = await history(server, bob, channel.id);
    expect(all.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });
});
