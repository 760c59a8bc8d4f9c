import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { digest } from '../../api/auth/credentials/tokens.ts';
import { createPoster } from '../../api/messages/post.ts';
import { type Answer, addPerson } from '../support/api.ts';
import { history, makeChannel, settled, upTo } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import { openLock, waitForBlocked } from '../support/locks.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest, urlOf } from '../support/test-connection.ts';

let count = 0;

const { server, other: second, admin } = await nodesForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

const newChannel = async (): Promise<string> => {
  count += 1;
  return (await makeChannel(server, alice, `once ${count}`, { memberIds: [bob.id] })).id;
};
const post = (channelId: string, clientId: unknown, body = 'once', by = alice, node = server) =>
  node.post(`/channels/${channelId}/messages`, { clientId, body }, by.token);

/** One of them made the message, the others were told of it. */
function expectOnce(answers: readonly Answer[]): void {
  const statuses = answers.map(({ status }) => status).sort();
  expect(statuses).toEqual([...answers.slice(1).map(() => 200), 201]);
  for (const { body } of answers) expect(body).toEqual(answers[0]?.body);
}

describe('a repeated clientId of the same author', () => {
  test('is answered with 200 and the same message, whatever the body', async () => {
    const [channelId, clientId] = [await newChannel(), randomUUID()];
    const first = await post(channelId, clientId);
    expect(first.status).toBe(201);
    for (const body of ['once', 'something else']) {
      const again = await post(channelId, clientId, body);
      expect(again.status).toBe(200);
      expect(again.body).toEqual(first.body);
    }
    expect(await history(server, alice, channelId)).toEqual([first.body]);
  });

  test('is the same in capitals', async () => {
    const [channelId, clientId] = [await newChannel(), randomUUID()];
    expectOnce([await post(channelId, clientId), await post(channelId, clientId.toUpperCase())]);
  });

  test('makes one message and one event, however many come at once', async () => {
    const [channelId, clientId] = [await newChannel(), randomUUID()];
    const stream = await server.follow(bob.token);
    expectOnce(await Promise.all(upTo(20).map(() => post(channelId, clientId))));
    expect(await history(server, alice, channelId)).toHaveLength(1);
    await settled(server, alice, [stream]);
    const events = stream.events.filter(({ data }) => data.channelId === channelId);
    expect(events).toHaveLength(1);
    stream.abort();
  });

  test('leaves the others of a batch their places: seq stays dense', async () => {
    const channelId = await newChannel();
    const clientIds = upTo(10).map(() => randomUUID());
    const answers = await Promise.all(
      upTo(60).map((n) => post(channelId, clientIds[n % 10], `${n}`, n % 20 < 10 ? alice : bob)),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(20);
    const all = await history(server, alice, channelId);
    expect(all.map(({ seq }) => seq)).toEqual(upTo(20));
  });

  test('in another channel is still the first message', async () => {
    const [one, other, clientId] = [await newChannel(), await newChannel(), randomUUID()];
    expectOnce([await post(one, clientId), await post(other, clientId)]);
    expect(await history(server, alice, other)).toEqual([]);
  });

  test('in two channels at once makes one message', async () => {
    const [one, other, clientId] = [await newChannel(), await newChannel(), randomUUID()];
    expectOnce(await Promise.all(upTo(8).map((n) => post(n % 2 ? one : other, clientId))));
  });

  test('is the message as it is now: after an edit, and after its deletion', async () => {
    const [channelId, clientId] = [await newChannel(), randomUUID()];
    const { body: first } = await post(channelId, clientId);
    const edited = await server.patch(`/messages/${first.id}`, { body: 'edited' }, alice.token);
    const afterEdit = await post(channelId, clientId);
    expect(afterEdit.status).toBe(200);
    expect(afterEdit.body).toEqual(edited.body);
    await server.delete(`/messages/${first.id}`, alice.token);
    const afterDeletion = await post(channelId, clientId);
    expect(afterDeletion.status).toBe(200);
    expect(afterDeletion.body).toMatchObject({ id: first.id, seq: 1, body: null });
    expect(await history(server, alice, channelId)).toHaveLength(1);
  });

  test('of another author is another message', async () => {
    const [channelId, clientId] = [await newChannel(), randomUUID()];
    const mine = await post(channelId, clientId);
    const theirs = await post(channelId, clientId, 'once', bob);
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.body).toMatchObject({ seq: 2, authorId: bob.id });
  });

  test('is not spent by a post that was refused', async () => {
    const [channelId, clientId] = [await newChannel(), randomUUID()];
    expect((await post(channelId, clientId, ' ')).status).toBe(422);
    const replyToId = randomUUID();
    const path = `/channels/${channelId}/messages`;
    const refused = await server.post(path, { clientId, body: 'x', replyToId }, alice.token);
    expect(refused.status).toBe(422);
    expect((await post(channelId, clientId)).status).toBe(201);
  });
});

test.each([
  '',
  'x',
  7,
  '00000000-0000-7000-8000-00000000000',
  '{00000000-0000-7000-8000-000000000000}',
])('a clientId that is no UUID, like %j, is refused', async (clientId) => {
  const { status, body } = await post(await newChannel(), clientId);
  expect([status, body.errors?.[0].path]).toEqual([422, 'clientId']);
});

describe.skipIf(databaseKind() === 'embedded')('a repeated clientId, on two nodes', () => {
  test('makes one message, however many come at once on both', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [channelId, clientId] = [await newChannel(), randomUUID()];
      expectOnce(
        await Promise.all(
          upTo(12).map((n) => post(channelId, clientId, 'once', alice, n % 2 ? server : second)),
        ),
      );
      expect(await history(second, bob, channelId)).toHaveLength(1);
    }
  });

  test('is told of what another node has posted, even when that spoils two commits', async () => {
    const { database } = server;
    const [url, channelId] = [urlOf(database), await newChannel()];
    const [one, other] = [randomUUID(), randomUUID()];
    const takenBy = (clientId: string, seq: number) =>
      openLock(
        url,
        `insert into messages (id, channel_id, seq, author_id, client_id, body, created_at) values
         ('${randomUUID()}', '${channelId}', ${seq}, '${alice.id}', '${clientId}', 'once', now())`,
      );
    const { db, close } = await connectToTest(database);
    const none = () => undefined;
    const node = { db, writer: 'test', startsAtOnce: false, onCommit: none, onDoubt: none };
    const poster = createPoster(node);
    const author = { userId: alice.id, kind: 'session', tokenDigest: digest(alice.token) } as const;

    const first = await takenBy(one, 1_001);
    const posting = Promise.all(
      [one, other].map((clientId) =>
        poster({ channelId, author, clientId, body: 'once', replyToId: undefined }),
      ),
    );
    await waitForBlocked(url);
    const second = await takenBy(other, 1_002);
    await first.release('commit');
    await waitForBlocked(url);
    await second.release('commit');
    const posted = await posting;
    expect(posted.map(({ isNew, message }) => [isNew, message.seq])).toEqual([
      [false, 1_001],
      [false, 1_002],
    ]);
    await close();
  });

  test('makes one message in two channels at once on both, and spoils no other post', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [one, other, clientId] = [await newChannel(), await newChannel(), randomUUID()];
      const [same, bystanders] = await Promise.all([
        Promise.all([
          post(one, clientId, 'once', alice, server),
          post(other, clientId, 'once', alice, second),
        ]),
        Promise.all(
          upTo(10).map((n) =>
            post(n % 2 ? one : other, randomUUID(), `${n}`, bob, n % 3 ? server : second),
          ),
        ),
      ]);
      expectOnce(same);
      expect(new Set(bystanders.map(({ status }) => status))).toEqual(new Set([201]));
      for (const channelId of [one, other]) {
        const all = await history(server, bob, channelId);
        expect(all.map(({ seq }) => seq)).toEqual(upTo(all.length));
      }
    }
  });
});
