import { describe, expect, test } from 'vitest';
import { addPerson, addUser, type Person } from '../support/api.ts';
import { listed, say, settled } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import type { TestServer } from '../support/server.ts';
import { nodesForSuite } from '../support/suite.ts';

const { server, other: second, admin } = await nodesForSuite();
const alice = await addPerson(server, admin.token, 'alice');
const bob = await addPerson(server, admin.token, 'bob');

const open = (by: Person, other: { id: string }) =>
  server.put(`/direct/${other.id}`, undefined, by.token);

/** Two who have no direct channel yet open it both at once, several times over. */
async function openTogether(nodes: readonly TestServer[]): Promise<void> {
  const [one, two] = [await addPerson(server, admin.token), await addPerson(server, admin.token)];
  const answers = await Promise.all(
    [one, two, one, two].flatMap((by) =>
      nodes.map((node) => node.put(`/direct/${by === one ? two.id : one.id}`, undefined, by.token)),
    ),
  );
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(answers.length - 1);
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  for (const person of [one, two]) {
    const { body } = await server.get('/channels', person.token);
    const direct = body.channels.filter((c: { kind: string }) => c.kind === 'direct');
    expect(direct.map((c: { id: string }) => c.id)).toEqual([answers[0]?.body.id]);
  }
}

describe('the direct channel of two', () => {
  test('is made by whoever opens it first, and the same for both', async () => {
    const first = await open(alice, bob);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ kind: 'direct', name: null, isGeneral: false });
    expect(first.body.directUserIds.sort()).toEqual([alice.id, bob.id].sort());
    for (const [by, other] of [
      [alice, bob],
      [bob, alice],
    ] as const) {
      const again = await open(by, other);
      expect(again.status).toBe(200);
      expect(again.body).toEqual(first.body);
      expect(await listed(server, by, first.body.id)).toMatchObject({ kind: 'direct' });
    }
  });

  test('is one also when both open it at once', async () => {
    for (let round = 0; round < 3; round += 1) await openTogether([server]);
  });

  test('carries messages between the two and nobody else sees it', async () => {
    const { body: channel } = await open(alice, bob);
    const [ours, theirs] = [await server.follow(bob.token), await server.follow(admin.token)];
    const message = await say(server, alice, channel.id, 'just you');
    await settled(server, alice, [ours, theirs]);
    expect(ours.events.some(({ data }) => data.id === message.id)).toBe(true);
    expect(JSON.stringify(theirs.events)).not.toContain(channel.id);
    for (const path of [`/channels/${channel.id}`, `/channels/${channel.id}/messages`]) {
      expect((await server.get(path, bob.token)).status).toBe(200);
      expect((await server.get(path, admin.token)).status).toBe(404);
    }
    ours.abort();
    theirs.abort();
  });

  test('is neither joined by a third, nor left, renamed or deleted by the two', async () => {
    const { body: channel } = await open(alice, bob);
    const path = `/channels/${channel.id}`;
    const answers = [
      await server.put(`${path}/members/${admin.id}`, undefined, alice.token),
      await server.delete(`${path}/members/${alice.id}`, alice.token),
      await server.delete(`${path}/members/${bob.id}`, alice.token),
      await server.patch(path, { name: 'ours' }, alice.token),
      await server.delete(path, alice.token),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect((await server.get(path, bob.token)).body).toEqual(channel);
  });

  test('is not to be had with oneself, with nobody, or with a disabled user', async () => {
    const gone = await addUser(server, admin.token, 'gone');
    await server.patch(`/users/${gone.id}`, { disabled: true }, admin.token);
    expect((await open(alice, gone)).status).toBe(404);
    expect((await open(alice, { id: '00000000-0000-7000-8000-000000000000' })).status).toBe(404);
    expect((await open(alice, { id: 'bob' })).status).toBe(404);
    const own = await open(alice, alice);
    expect(own.status).toBe(422);
    expect(own.body.code).toBe('invalid-request');
  });
});

describe.skipIf(databaseKind() === 'embedded')('the direct channel of two, on two nodes', () => {
  test('is one also when both open it at once', async () => {
    for (let round = 0; round < 5; round += 1) await openTogether([server, second]);
  });
});
