import { describe, expect, test } from 'vitest';
import { addPerson, type Person, signIn } from '../support/api.ts';
import { listed, makeChannel, say, upTo } from '../support/chat.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

const read = (channelId: string, seq: unknown, by: Person) =>
  server.put(`/channels/${channelId}/read`, { seq }, by.token);
async function numbers(person: Person, channelId: string) {
  const { lastSeq, lastReadSeq, unread, mentions } = await listed(server, person, channelId);
  return { lastSeq, lastReadSeq, unread, mentions };
}
const channelOfBoth = (name: string) => makeChannel(server, alice, name, { memberIds: [bob.id] });

describe('what is unread', () => {
  test('is what others posted after the last read seq; own posts are not unread', async () => {
    const { id } = await channelOfBoth('counted');
    await say(server, alice, id, 'one');
    await say(server, bob, id, 'two');
    await say(server, alice, id, 'three');
    expect(await numbers(bob, id)).toEqual({ lastSeq: 3, lastReadSeq: 0, unread: 2, mentions: 0 });
    expect(await numbers(alice, id)).toEqual({
      lastSeq: 3,
      lastReadSeq: 0,
      unread: 1,
      mentions: 0,
    });
    expect((await read(id, 1, bob)).status).toBe(204);
    expect(await numbers(bob, id)).toEqual({ lastSeq: 3, lastReadSeq: 1, unread: 1, mentions: 0 });
    await read(id, 3, bob);
    expect(await numbers(bob, id)).toEqual({ lastSeq: 3, lastReadSeq: 3, unread: 0, mentions: 0 });
    expect((await numbers(alice, id)).lastReadSeq).toBe(0);
  });

  test('leaves out what has been deleted', async () => {
    const { id } = await channelOfBoth('less');
    const message = await say(server, alice, id, `@${bob.username} never mind`);
    expect(await numbers(bob, id)).toMatchObject({ unread: 1, mentions: 1 });
    await server.delete(`/messages/${message.id}`, alice.token);
    expect(await numbers(bob, id)).toEqual({ lastSeq: 1, lastReadSeq: 0, unread: 0, mentions: 0 });
  });

  test('counts a deleted message once, whoever wrote it, and only what is after the read seq', async () => {
    const { id } = await channelOfBoth('deleted by both');
    const sent = [];
    for (const n of upTo(8)) sent.push(await say(server, n % 2 === 0 ? alice : bob, id, `${n}`));
    // Of alice are 2, 4, 6 and 8; she deletes 2 and 6, he deletes 3 and 5.
    for (const seq of [2, 6]) await server.delete(`/messages/${sent[seq - 1]?.id}`, alice.token);
    for (const seq of [3, 5]) await server.delete(`/messages/${sent[seq - 1]?.id}`, bob.token);
    expect((await numbers(bob, id)).unread).toBe(2);
    expect((await numbers(alice, id)).unread).toBe(2);
    await read(id, 5, bob);
    await read(id, 2, alice);
    expect((await numbers(bob, id)).unread).toBe(1);
    expect((await numbers(alice, id)).unread).toBe(1);
  });

  test('comes with the time of the newest message, by which direct ones are sorted', async () => {
    const { id } = await channelOfBoth('timed');
    expect((await listed(server, bob, id)).lastMessageAt).toBeNull();
    await say(server, alice, id, 'one');
    const newest = await say(server, bob, id, 'two');
    expect((await listed(server, bob, id)).lastMessageAt).toBe(newest.createdAt);
    await server.delete(`/messages/${newest.id}`, bob.token);
    expect((await listed(server, bob, id)).lastMessageAt).toBe(newest.createdAt);
  });

  test('begins at nothing for who joins later', async () => {
    const { id } = await makeChannel(server, alice, 'late');
    for (const n of upTo(3)) await say(server, alice, id, `${n}`);
    await server.put(`/channels/${id}/members/${bob.id}`, undefined, bob.token);
    expect(await numbers(bob, id)).toEqual({ lastSeq: 3, lastReadSeq: 3, unread: 0, mentions: 0 });
    await say(server, alice, id, 'four');
    expect(await numbers(bob, id)).toEqual({ lastSeq: 4, lastReadSeq: 3, unread: 1, mentions: 0 });
  });
});

describe('mentions', () => {
  test('are counted per message until it is read, in any case, and not for oneself', async () => {
    const { id } = await channelOfBoth('mentioned');
    await say(server, alice, id, `hello @${bob.username.toUpperCase()}, @${bob.username}.`);
    await say(server, alice, id, `mail me at alice@${bob.username}.example, or @${bob.username}x`);
    await say(server, bob, id, `@${bob.username} is me, @${alice.username} is you`);
    expect(await numbers(bob, id)).toMatchObject({ unread: 2, mentions: 1 });
    expect(await numbers(alice, id)).toMatchObject({ unread: 1, mentions: 1 });
    await read(id, 1, bob);
    expect(await numbers(bob, id)).toMatchObject({ unread: 1, mentions: 0 });
  });

  test('follow what an edit adds and takes away', async () => {
    const { id } = await channelOfBoth('edited mention');
    const message = await say(server, alice, id, 'hello');
    expect((await numbers(bob, id)).mentions).toBe(0);
    await server.patch(`/messages/${message.id}`, { body: `hello @${bob.username}` }, alice.token);
    expect((await numbers(bob, id)).mentions).toBe(1);
    await server.patch(`/messages/${message.id}`, { body: 'hello all' }, alice.token);
    expect((await numbers(bob, id)).mentions).toBe(0);
    await server.patch(`/messages/${message.id}`, { body: 'hello @tous' }, alice.token);
    expect((await numbers(bob, id)).mentions).toBe(1);
  });

  test('are counted in emphasis, lists, quotes and tables, and not in code, links or addresses', async () => {
    const { id } = await channelOfBoth('mentions and marks');
    const name = `@${bob.username}`;
    const mentioning = [`**${name}**`, `_${name}_`, `- ${name}`, `> ${name}`, `fin.${name}`];
    for (const text of mentioning) await say(server, alice, id, text);
    await say(server, alice, id, `|a|\n|-|\n|${name}|`);
    const others = [
      ...[`\`${name}\``, `\`\`\`\n${name}\n\`\`\``, `https://x.example/${name}`, `\\${name}`],
      ...[`[${name}](https://x.example)`, `${name}/pkg`, `${name}@host`, `${name}é`],
    ];
    for (const text of others) await say(server, alice, id, text);
    const expected = mentioning.length + 1;
    expect(await numbers(bob, id)).toMatchObject({ mentions: expected, unread: 14 });
  });

  test('of all are every member’s, and of here those’ who are connected', async () => {
    const [away, outside] = [
      await addPerson(server, admin.token, 'away'),
      await addPerson(server, admin.token, 'outside'),
    ];
    const { id } = await makeChannel(server, alice, 'groups', { memberIds: [bob.id, away.id] });
    await server.delete('/session', away.token);
    await say(server, alice, id, `@all, and you too, @${bob.username}`);
    await say(server, alice, id, '@tous');
    await say(server, alice, id, '@HERE');
    await say(server, alice, id, '@ici');
    await say(server, alice, id, '@everyone `@all`');
    expect(await numbers(bob, id)).toMatchObject({ unread: 5, mentions: 4 });
    expect(await numbers(await signIn(server, away), id)).toMatchObject({ unread: 5, mentions: 2 });
    expect(await numbers(alice, id)).toMatchObject({ unread: 0, mentions: 0 });
    await server.put(`/channels/${id}/members/${outside.id}`, undefined, outside.token);
    expect(await numbers(outside, id)).toMatchObject({ mentions: 0 });
  });
});

describe('marking as unread', () => {
  const unread = (channelId: string, seq: unknown, by: Person) =>
    server.post(`/channels/${channelId}/unread`, { seq }, by.token);

  test('moves back to before the message, and counts what follows, mentions too', async () => {
    const { id } = await channelOfBoth('again');
    for (const n of upTo(4)) await say(server, alice, id, `${n} @${bob.username}`);
    await read(id, 4, bob);
    expect((await unread(id, 3, bob)).status).toBe(204);
    expect(await numbers(bob, id)).toEqual({ lastSeq: 4, lastReadSeq: 2, unread: 2, mentions: 2 });
    expect((await numbers(alice, id)).lastReadSeq).toBe(0);
    await unread(id, 1, bob);
    expect(await numbers(bob, id)).toMatchObject({ lastReadSeq: 0, unread: 4 });
    await read(id, 4, bob);
    expect(await numbers(bob, id)).toMatchObject({ lastReadSeq: 4, unread: 0, mentions: 0 });
  });

  test('never moves forward', async () => {
    const { id } = await channelOfBoth('not ahead');
    for (const n of upTo(3)) await say(server, alice, id, `${n}`);
    await read(id, 1, bob);
    for (const seq of [2, 3, 4, 2_147_483_647]) {
      expect((await unread(id, seq, bob)).status).toBe(204);
      expect((await numbers(bob, id)).lastReadSeq).toBe(1);
    }
  });

  test('is refused with 422 where it is no message, and 404 where the caller is not in the channel', async () => {
    const { id } = await makeChannel(server, alice, 'not for bob to unread');
    for (const seq of [0, -1, 1.5, '1', null, undefined]) {
      const { status, body } = await unread(id, seq, alice);
      expect([status, body.code, body.errors?.[0].path]).toEqual([422, 'invalid-request', 'seq']);
    }
    expect((await unread(id, 1, bob)).status).toBe(404);
  });
});

describe('the read position', () => {
  test('never moves backwards, nor past the newest message', async () => {
    const { id } = await channelOfBoth('forwards');
    for (const n of upTo(5)) await say(server, alice, id, `${n}`);
    await read(id, 4, bob);
    for (const [seq, expected] of [
      [2, 4],
      [0, 4],
      [4, 4],
      [5, 5],
      [1, 5],
      [2_147_483_647, 5],
    ] as const) {
      expect((await read(id, seq, bob)).status).toBe(204);
      expect((await numbers(bob, id)).lastReadSeq).toBe(expected);
    }
    await say(server, alice, id, 'six');
    expect(await numbers(bob, id)).toMatchObject({ lastSeq: 6, lastReadSeq: 5, unread: 1 });
  });

  test('ends at the highest of many that are sent at once', async () => {
    const { id } = await channelOfBoth('at once');
    for (const n of upTo(30)) await say(server, alice, id, `${n}`);
    const answers = await Promise.all(upTo(30).map((seq) => read(id, (seq * 7) % 31, bob)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
    expect((await numbers(bob, id)).lastReadSeq).toBe(30);
  });

  test('is refused with 422 where it is no seq, and 404 where the caller is not in the channel', async () => {
    const { id } = await makeChannel(server, alice, 'not bobs');
    for (const seq of [-1, 1.5, '1', null, 1e300, undefined]) {
      const { status, body } = await read(id, seq, alice);
      expect([status, body.code, body.errors?.[0].path]).toEqual([422, 'invalid-request', 'seq']);
    }
    const { status, body } = await read(id, 1, bob);
    expect([status, body.code]).toEqual([404, 'not-found']);
  });
});
