import { describe, expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { databaseKind } from '../support/database.ts';
import type { Follow } from '../support/follow.ts';
import type { TestServer } from '../support/server.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';

const { server, other: second, admin } = await nodesForSuite();

interface Entry {
  userId: string;
  username: string;
  status: 'active' | 'away' | 'offline';
}

/** The list that the stream's snapshot and all changes after it lead to; each change fits its count. */
function applied(stream: Follow): Entry[] {
  const [ready, ...rest] = stream.events;
  const users = new Map<string, Entry>(
    ready?.data.presence.users.map((user: Entry) => [user.userId, user]),
  );
  expect(users.size).toBe(ready?.data.presence.online);
  for (const { event, id, data } of rest) {
    if (event !== 'presence.changed') continue;
    expect(id).toBeUndefined();
    expect(data.changes.length).toBeGreaterThan(0);
    for (const change of data.changes as Entry[]) {
      expect(change).not.toEqual(users.get(change.userId));
      if (change.status === 'offline') expect(users.delete(change.userId)).toBe(true);
      else users.set(change.userId, change);
    }
    expect(users.size).toBe(data.online);
  }
  return [...users.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
}

/** Waits until the stream has led to the list that GET /presence gives. */
async function expectToLeadTo(stream: Follow, node: TestServer): Promise<void> {
  const { body } = await node.get('/presence', admin.token);
  await until(() => JSON.stringify(applied(stream)) === JSON.stringify(body.users)).catch(() => {
    expect(applied(stream)).toEqual(body.users);
  });
}

/** Users who come, go, are away and are renamed, all at once over all nodes. */
async function stir(nodes: readonly TestServer[], prefix: string): Promise<void> {
  const users: Awaited<ReturnType<typeof addUser>>[] = [];
  for (const n of upTo(6)) users.push(await addUser(server, admin.token, `${prefix}${n}`));
  const streams = await Promise.all(nodes.map((node) => node.follow(admin.token)));
  await Promise.all(
    users.map(async (user, index) => {
      const node = nodes[index % nodes.length] ?? server;
      for (let round = 0; round < 4; round += 1) {
        const person = await signIn(node, user);
        await node.post('/session/heartbeat', { status: 'away' }, person.token);
        if (round === 2) {
          await node.patch(`/users/${user.id}`, { displayName: `${user.username}!` }, person.token);
        }
        if (round < 3 || index % 2 === 0) await node.delete('/session', person.token);
      }
    }),
  );
  for (const stream of streams) {
    for (const node of nodes) await expectToLeadTo(stream, node);
    stream.abort();
  }
}

describe('ready', () => {
  test('carries the presence of the moment, the reader in it', async () => {
    const stream = await server.follow(admin.token);
    const { presence, session } = stream.events[0]?.data ?? {};
    const { body } = await server.get('/presence', admin.token);
    expect(presence).toEqual({ ...body, asOf: expect.any(String) });
    expect(presence.users.map(({ userId }: Entry) => userId)).toContain(admin.id);
    expect(session.userId).toBe(admin.id);
    stream.abort();
  });
});

describe('presence.changed', () => {
  test('tells of coming, being away and going, with the count', async () => {
    const user = await addUser(server, admin.token, 'comer');
    const stream = await server.follow(admin.token);
    const isAbout = (status: string) => (data: { changes: Entry[] }) =>
      data.changes.some((change) => change.userId === user.id && change.status === status);
    const { online } = stream.events[0]?.data.presence ?? {};

    const person = await signIn(server, user);
    const came = await stream.next('presence.changed', isAbout('active'));
    expect(came.id).toBeUndefined();
    expect(came.data).toMatchObject({
      online: online + 1,
      changes: [{ userId: user.id, username: 'comer', status: 'active' }],
    });
    await server.post('/session/heartbeat', { status: 'away' }, person.token);
    const away = await stream.next('presence.changed', isAbout('away'));
    expect(away.data.online).toBe(online + 1);
    await server.delete('/session', person.token);
    const gone = await stream.next('presence.changed', isAbout('offline'));
    expect(gone.data).toEqual({ online, changes: [{ userId: user.id, status: 'offline' }] });
    stream.abort();
  });

  test('leads from the snapshot in ready to what GET /presence says, whatever happens', async () => {
    await stir([server], 'stirred');
  });

  test('is not sent where nothing changed: heartbeats and requests alone tell nothing', async () => {
    const user = await addUser(server, admin.token, 'steady');
    const person = await signIn(server, user);
    const stream = await server.follow(admin.token);
    for (let time = 0; time < 5; time += 1) {
      await server.post('/session/heartbeat', { status: 'active' }, person.token);
      await server.get('/channels', person.token);
    }
    await server.delete('/session', person.token);
    await stream.next('presence.changed', ({ changes }) =>
      changes.some((change: Entry) => change.status === 'offline'),
    );
    expect(stream.events.filter(({ event }) => event === 'presence.changed')).toHaveLength(1);
    stream.abort();
  });
});

describe.skipIf(databaseKind() === 'embedded')('presence.changed, on two nodes', () => {
  test('leads to the same list on both, whoever comes and goes where', async () => {
    await stir([server, second], 'both');
  });

  test('is the same list on both nodes', async () => {
    const [one, two] = await Promise.all(
      [server, second].map((node) => node.get('/presence', admin.token)),
    );
    expect(one?.body.users).toEqual(two?.body.users);
    expect(one?.body.online).toBe(two?.body.online);
  });
});
