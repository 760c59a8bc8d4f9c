import { describe, expect, test } from 'vitest';
import { addPerson, type Person } from '../support/api.ts';
import { makeChannel, say, settled } from '../support/chat.ts';
import type { Follow } from '../support/follow.ts';
import { nodesForSuite } from '../support/suite.ts';

const { server, other, admin } = await nodesForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');
const carol = await addPerson(server, admin.token, 'carol');
const { id: channel } = await makeChannel(server, alice, 'reactions', {
  kind: 'private',
  memberIds: [bob.id],
});

const path = (id: string, emoji: string) =>
  `/messages/${id}/reactions/${encodeURIComponent(emoji)}`;
const react = (by: Person, id: string, emoji: string) =>
  server.put(path(id, emoji), undefined, by.token);
const takeBack = (by: Person, id: string, emoji: string) =>
  server.delete(path(id, emoji), by.token);
const read = async (id: string, by = alice) => (await other.get(`/messages/${id}`, by.token)).body;
const changesOn = (stream: Follow, messageId: string) =>
  stream.events
    .filter(({ event, data }) => event.startsWith('reaction.') && data.messageId === messageId)
    .map(({ event, data, id }) => {
      expect(id).toBeDefined();
      return [event, data.emoji, data.userId, data.revision];
    });

describe('a reaction', () => {
  test('is on the message for all who read it, in the order in which each emoji came first', async () => {
    const { id } = await say(server, alice, channel, 'well?');
    for (const [by, emoji] of [
      [bob, '👍'],
      [alice, '🎉'],
      [alice, '👍'],
      [bob, '🎉'],
    ] as const) {
      expect((await react(by, id, emoji)).status).toBe(204);
    }
    const reactions = [
      { emoji: '👍', userIds: [bob.id, alice.id] },
      { emoji: '🎉', userIds: [alice.id, bob.id] },
    ];
    expect(await read(id)).toMatchObject({ reactions, revision: 5 });
    const page = await other.get(`/channels/${channel}/messages?limit=1`, bob.token);
    expect(page.body.messages[0]).toEqual(await read(id));
    // Who came first goes, and the emoji keeps its place.
    expect((await takeBack(bob, id, '👍')).status).toBe(204);
    expect((await read(id)).reactions[0]).toEqual({ emoji: '👍', userIds: [alice.id] });
    await takeBack(alice, id, '👍');
    await react(alice, id, '👍');
    expect((await read(id)).reactions.map(({ emoji }: { emoji: string }) => emoji)).toEqual([
      '🎉',
      '👍',
    ]);
  });

  test('is told to the members of the channel, live and to who comes back, once', async () => {
    const { id } = await say(server, alice, channel, 'told');
    const [near, far, outside] = await Promise.all([
      server.follow(alice.token),
      other.follow(bob.token),
      server.follow(carol.token),
    ]);
    const from = near.cursor();
    await react(bob, id, '👍');
    await react(bob, id, '👍');
    await takeBack(bob, id, '👍');
    await takeBack(bob, id, '👍');
    await settled(server, admin, [near, far, outside]);
    const told = [
      ['reaction.added', '👍', bob.id, 2],
      ['reaction.removed', '👍', bob.id, 3],
    ];
    expect(changesOn(near, id)).toEqual(told);
    expect(changesOn(far, id)).toEqual(told);
    expect(changesOn(outside, id)).toEqual([]);
    const back = await other.follow(alice.token, from);
    await settled(server, admin, [back]);
    expect(changesOn(back, id)).toEqual(told);
    for (const stream of [near, far, outside, back]) stream.abort();
  });

  test('goes with the message, and stays when the message is edited', async () => {
    const { id } = await say(server, alice, channel, 'first');
    await react(bob, id, '👀');
    await server.patch(`/messages/${id}`, { body: 'second' }, alice.token);
    expect(await read(id)).toMatchObject({
      body: 'second',
      reactions: [{ emoji: '👀', userIds: [bob.id] }],
      revision: 3,
    });
    await server.delete(`/messages/${id}`, alice.token);
    expect(await read(id)).toMatchObject({ body: null, reactions: [], revision: 4 });
    expect((await react(bob, id, '👀')).status).toBe(404);
  });

  test.each(['a', '👍👍', '1', ' ', '❤', 'smile', '🧑‍'])('is no text like %j', async (text) => {
    const { id } = await say(server, alice, channel, 'hm');
    const { status, body } = await react(alice, id, text);
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'invalid-request' });
  });

  test.each(['❤️', '1️⃣', '👩🏽‍💻', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇫🇷'])('may be %s, which is one emoji', async (emoji) => {
    const { id } = await say(server, alice, channel, 'yes');
    expect((await react(alice, id, emoji)).status).toBe(204);
    expect((await read(id)).reactions).toEqual([{ emoji, userIds: [alice.id] }]);
  });

  test('is one of at most 50 different ones, and others can join in with those', async () => {
    const { id } = await say(server, alice, channel, 'many');
    const emoji = Array.from({ length: 51 }, (_, at) => String.fromCodePoint(0x1f400 + at));
    for (const one of emoji.slice(0, 50)) expect((await react(alice, id, one)).status).toBe(204);
    const { status, body } = await react(alice, id, emoji[50] ?? '');
    expect(status).toBe(422);
    expect(body.errors[0].path).toBe('emoji');
    expect((await react(bob, id, emoji[0] ?? '')).status).toBe(204);
    expect((await read(id)).reactions).toHaveLength(50);
  });

  test('is not for who is not in the channel, nor in an archived one', async () => {
    const { id: room } = await makeChannel(server, alice, 'to be archived');
    const { id } = await say(server, alice, room, 'last words');
    expect((await react(carol, id, '👍')).status).toBe(404);
    await server.patch(`/channels/${room}`, { archived: true }, alice.token);
    const { status, body } = await react(alice, id, '👍');
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'channel-archived' });
  });

  test('is counted once where several people react at the same moment', async () => {
    const { id } = await say(server, alice, channel, 'at once');
    await Promise.all(
      [alice, bob].flatMap((by) =>
        ['👍', '🎉', '👀'].flatMap((emoji) => [
          react(by, id, emoji),
          other.put(path(id, emoji), undefined, by.token),
        ]),
      ),
    );
    const { reactions, revision } = await read(id);
    expect(revision).toBe(7);
    expect(reactions).toHaveLength(3);
    for (const { userIds } of reactions)
      expect(userIds.toSorted()).toEqual([alice.id, bob.id].toSorted());
  });
});
