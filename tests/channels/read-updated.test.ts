import { describe, expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { makeChannel, say, settled, upTo } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import type { Follow } from '../support/follow.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const { server, other: second, admin } = await nodesForSuite({ STREAMS_PER_CREDENTIAL: '0' });
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

const read = (channelId: string, seq: number) =>
  server.put(`/channels/${channelId}/read`, { seq }, bob.token);
async function channelWith(messages: number, name: string): Promise<string> {
  const { id } = await makeChannel(server, alice, name, { memberIds: [bob.id] });
  for (const n of upTo(messages)) await say(server, alice, id, `${n}`);
  return id;
}
const readsOn = (stream: Follow, channelId: string) =>
  stream.events.filter(
    ({ event, data }) => event === 'read.updated' && data.channelId === channelId,
  );

describe('read.updated', () => {
  test("reaches all of the reader's own streams, without an id, and nobody else's", async () => {
    const id = await channelWith(3, 'told');
    const own = [await server.follow(bob.token), await server.follow(bob.token)];
    const others = [await server.follow(alice.token), await server.follow(admin.token)];
    await read(id, 2);
    for (const stream of own) {
      const event = await stream.next('read.updated', (data) => data.channelId === id);
      expect(event.data).toEqual({ channelId: id, seq: 2 });
      expect(event.id).toBeUndefined();
    }
    await settled(server, alice, others);
    for (const stream of others) expect(readsOn(stream, id)).toEqual([]);
    for (const stream of [...own, ...others]) stream.abort();
  });

  test("reaches the streams of the reader's API tokens", async () => {
    const id = await channelWith(1, 'told to bots');
    const made = await server.post('/tokens', { name: 'bot', scopes: ['read'] }, bob.token);
    const stream = await server.follow(made.body.token);
    await read(id, 1);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 1);
    stream.abort();
  });

  test('is not sent where nothing has moved', async () => {
    const id = await channelWith(3, 'told once');
    const stream = await server.follow(bob.token);
    await read(id, 2);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 2);
    await read(id, 2);
    await read(id, 1);
    await read(id, 3);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 3);
    expect(readsOn(stream, id).map(({ data }) => data.seq)).toEqual([2, 3]);
    stream.abort();
  });

  test('tells of a position that has moved back, and forward again', async () => {
    const id = await channelWith(3, 'told of both ways');
    const stream = await server.follow(bob.token);
    await read(id, 3);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 3);
    await server.post(`/channels/${id}/unread`, { seq: 2 }, bob.token);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 1);
    await read(id, 3);
    await until(() => readsOn(stream, id).length === 3);
    expect(readsOn(stream, id).map(({ data }) => data.seq)).toEqual([3, 1, 3]);
    stream.abort();
  });

  test('never moves backwards and ends at the last, however many come at once', async () => {
    const id = await channelWith(40, 'told in order');
    const stream = await server.follow(bob.token);
    const answers = await Promise.all(upTo(40).map((seq) => read(id, seq)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 40);
    await settled(server, alice, [stream]);
    const seqs = readsOn(stream, id).map(({ data }) => data.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    stream.abort();
  });
});

describe.skipIf(databaseKind() === 'embedded')('read.updated, on two nodes', () => {
  test("reaches the reader's streams on the other node, in order", async () => {
    const id = await channelWith(20, 'told elsewhere');
    const stream = await second.follow(bob.token);
    const theirs = await second.follow(alice.token);
    for (const seq of upTo(20)) expect((await read(id, seq)).status).toBe(204);
    await stream.next('read.updated', (data) => data.channelId === id && data.seq === 20);
    const seqs = readsOn(stream, id).map(({ data }) => data.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    await settled(server, alice, [theirs]);
    expect(readsOn(theirs, id)).toEqual([]);
    stream.abort();
    theirs.abort();
  });
});
