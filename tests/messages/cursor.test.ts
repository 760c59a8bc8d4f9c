import { describe, expect, test } from 'vitest';
import { addPerson } from '../support/api.ts';
import { history, makeChannel, say, upTo } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { rounds } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { nodesForSuite } from '../support/suite.ts';

const { server, other: second, admin } = await nodesForSuite({ STREAMS_PER_CREDENTIAL: '0' });
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

/**
 * While `count` messages are posted over all nodes, takes snapshots again and again, each with a
 * stream from its cursor; each must end up with what the channel holds, by applying events by id.
 */
async function expectNothingMissed(nodes: readonly TestServer[], count: number, name: string) {
  const channel = await makeChannel(server, alice, name, { memberIds: [bob.id] });
  const nodeOf = (n: number) => nodes[n % nodes.length] ?? server;
  let isPosting = true;
  async function postAll(): Promise<void> {
    for (let n = 0; n < count; n += 10) {
      const some = upTo(10).map((i) => say(nodeOf(i), i % 2 ? alice : bob, channel.id, `${n + i}`));
      const [first] = await Promise.all(some);
      await server.patch(`/messages/${first?.id}`, { body: `${first?.body} edited` }, alice.token);
      if (n % 30 === 0) await server.delete(`/messages/${first?.id}`, alice.token);
    }
    isPosting = false;
  }
  async function takeSnapshots() {
    const taken = [];
    while (isPosting || taken.length === 0) {
      const node = nodeOf(taken.length);
      const page = await node.get(`/channels/${channel.id}/messages?limit=200`, bob.token);
      const stream = await nodeOf(taken.length + 1).follow(bob.token, page.body.cursor);
      taken.push({ messages: page.body.messages, stream });
    }
    return taken;
  }
  const [taken] = await Promise.all([takeSnapshots(), postAll()]);
  expect(taken.length).toBeGreaterThan(2);
  const last = await say(server, alice, channel.id, 'the last');
  const expected = await history(server, bob, channel.id);
  for (const { messages, stream } of taken) {
    await stream.next('message.created', ({ id }) => id === last.id);
    expect(stream.events.some(({ event }) => event === 'reset')).toBe(false);
    const state = new Map(messages.map((message: { id: string }) => [message.id, message]));
    for (const { event, data } of stream.events) {
      if (event.startsWith('message.') && data.channelId === channel.id) state.set(data.id, data);
    }
    const held = [...state.values()] as { seq: number }[];
    expect(held.sort((a, b) => a.seq - b.seq)).toEqual(expected.slice(-held.length));
    // A page holds at most 200; there are fewer.
    expect(held).toHaveLength(expected.length);
    stream.abort();
  }
}

describe('the cursor of a page of messages', () => {
  test('is one that a stream resumed from misses nothing, while posts go on', async () => {
    await expectNothingMissed([server], rounds(60, 120), 'snapshots');
  });

  test('is at least as new as the answer need be: a stream from it has no older events', async () => {
    const channel = await makeChannel(server, alice, 'old news', { memberIds: [bob.id] });
    for (const n of upTo(5)) await say(server, alice, channel.id, `${n}`);
    const { body } = await server.get(`/channels/${channel.id}/messages`, bob.token);
    const stream = await server.follow(bob.token, body.cursor);
    await say(server, alice, channel.id, 'new');
    await stream.next('message.created', (data) => data.body === 'new');
    expect(stream.bodies()).toEqual(['new']);
    stream.abort();
  });
});

describe('the cursor of GET /channels', () => {
  test('is one that a stream resumed from misses no channel, while channels come and go', async () => {
    let isMaking = true;
    async function makeAll(): Promise<void> {
      for (const n of upTo(rounds(12, 30))) {
        const made = await makeChannel(server, alice, `passing ${n}`, { memberIds: [bob.id] });
        const path = `/channels/${made.id}`;
        if (n % 3 === 0) await server.delete(path, alice.token);
        if (n % 3 === 1) await server.delete(`${path}/members/${bob.id}`, alice.token);
      }
      isMaking = false;
    }
    async function takeSnapshots() {
      const taken = [];
      while (isMaking) {
        const { body } = await server.get('/channels', bob.token);
        taken.push({
          channels: body.channels,
          stream: await server.follow(bob.token, body.cursor),
        });
      }
      return taken;
    }
    const [taken] = await Promise.all([takeSnapshots(), makeAll()]);
    expect(taken.length).toBeGreaterThan(2);
    const last = await makeChannel(server, alice, 'the last one', { memberIds: [bob.id] });
    const { body } = await server.get('/channels', bob.token);
    const expected = body.channels.map((channel: { id: string }) => channel.id).sort();
    for (const { channels, stream } of taken) {
      await stream.next(
        'member.joined',
        (data) => data.channelId === last.id && data.userId === bob.id,
      );
      const mine = new Set<string>(channels.map((channel: { id: string }) => channel.id));
      for (const { event, data } of stream.events) {
        const isMine = data.userId === bob.id;
        if (event === 'member.joined' && isMine) mine.add(data.channelId);
        if (event === 'member.left' && isMine) mine.delete(data.channelId);
        if (event === 'channel.deleted') mine.delete(data.id);
      }
      expect([...mine].sort()).toEqual(expected);
      stream.abort();
    }
  });
});

describe.skipIf(databaseKind() === 'embedded')('the cursor of a page, on two nodes', () => {
  test('is one that a stream on the other node resumed from misses nothing', async () => {
    await expectNothingMissed([server, second], rounds(60, 120), 'snapshots on two');
  });
});
