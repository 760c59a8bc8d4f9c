import { describe, expect, onTestFinished, test } from 'vitest';
import { addPerson, addUser, type Person, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';

const { server, admin } = await serverForSuite();

const presence = async () => (await server.get('/presence', admin.token)).body;
const sessions = async () => (await server.get('/sessions', admin.token)).body.sessions;
const ids = (users: { userId: string }[]): string[] =>
  users.map(({ userId }) => userId).sort((a: string, b: string) => (a < b ? -1 : 1));
const logOut = (person: { token: string }) => server.delete('/session', person.token);

describe('GET /presence', () => {
  test('tells who is online, with status and since when, as of now', async () => {
    const user = await addPerson(server, admin.token);
    const before = Date.now();
    const { status, body } = await server.get('/presence', user.token);
    expect(status).toBe(200);
    expect(body).toEqual({
      online: body.users.length,
      users: expect.any(Array),
      asOf: expect.any(String),
      maxStalenessMs: 50_000,
    });
    expect(Math.abs(Date.parse(body.asOf) - before)).toBeLessThan(5_000);
    const { session } = (await server.get('/session', user.token)).body;
    expect(body.users.find(({ userId }: { userId: string }) => userId === user.id)).toEqual({
      userId: user.id,
      username: user.username,
      displayName: user.username,
      status: 'active',
      since: session.createdAt,
    });
    await logOut(user);
  });

  test('shows the status that the heartbeat says', async () => {
    const user = await addPerson(server, admin.token);
    const statusOf = async () =>
      (await presence()).users.find((entry: { userId: string }) => entry.userId === user.id)
        ?.status;
    for (const status of ['away', 'active'] as const) {
      expect((await server.post('/session/heartbeat', { status }, user.token)).status).toBe(204);
      expect(await statusOf()).toBe(status);
    }
    await server.post('/session/heartbeat', { status: 'away' }, user.token);
    await server.post('/session/heartbeat', {}, user.token);
    expect(await statusOf()).toBe('away');
    expect((await server.post('/session/heartbeat', { status: 'gone' }, user.token)).status).toBe(
      422,
    );
    await logOut(user);
    expect(await statusOf()).toBeUndefined();
  });

  test('shows the display name as it is now', async () => {
    const user = await addPerson(server, admin.token);
    await server.patch(`/users/${user.id}`, { displayName: 'Renamed' }, user.token);
    const { users } = await presence();
    const entry = users.find(({ userId }: { userId: string }) => userId === user.id);
    expect(entry.displayName).toBe('Renamed');
    await logOut(user);
  });

  test('counts users with a live session: not those who never signed in, and not API tokens', async () => {
    const user = await addPerson(server, admin.token);
    const { online } = await presence();
    await addUser(server, admin.token, 'never-here');
    const made = await server.post('/tokens', { name: 'bot', scopes: ['read'] }, user.token);
    expect((await server.get('/presence', made.body.token)).body.online).toBe(online);
    await logOut(user);
    const { body } = await server.get('/presence', made.body.token);
    expect(body.online).toBe(online - 1);
    expect(ids(body.users)).not.toContain(user.id);
  });

  test('needs a credential', async () => {
    expect((await server.get('/presence')).status).toBe(401);
  });
});

describe('online', () => {
  test('is the number of users with live sessions, after 50 log-ins and log-outs too', async () => {
    const users: { id: string; username: string; password: string }[] = [];
    for (const n of upTo(5)) users.push(await addUser(server, admin.token, `drifter${n}`));
    const before = await presence();

    async function inAndOut(user: (typeof users)[number], rounds: number): Promise<Person> {
      for (let round = 0; round < rounds; round += 1) {
        const person = await signIn(server, user);
        // By turns: log out, leave the seat, or be replaced on the same device.
        if (round % 3 === 0) await logOut(person);
        if (round % 3 === 1) await server.delete('/session?keepDevice=true', person.token);
      }
      return signIn(server, user);
    }
    const people = await Promise.all(users.map((user) => inAndOut(user, 10)));
    const during = await presence();
    expect(during.online).toBe(before.online + users.length);
    expect(during.users).toHaveLength(during.online);
    expect(ids(during.users)).toEqual(ids(await sessions()));

    await Promise.all(people.map(logOut));
    expect(await presence()).toMatchObject({ online: before.online, users: before.users });
    expect(await sessions()).toHaveLength(before.online);
  });
});

describe('a workstation that lost power', () => {
  test('shows until its heartbeat timeout, and is swept within maxStalenessMs', async () => {
    const quick = await startServer();
    onTestFinished(() => quick.stop());
    const boss = await signIn(quick, ADMIN);
    const lost = await addPerson(quick, boss.token);
    const stream = await quick.follow(boss.token);
    await quick.passTime(40_000);
    const shown = async () => (await quick.get('/presence', boss.token)).body;
    expect(ids((await shown()).users)).toContain(lost.id);
    await quick.passTime(5_000);
    expect(ids((await shown()).users)).not.toContain(lost.id);
    const { maxStalenessMs } = await shown();
    expect(maxStalenessMs).toBe(50_000);
    const { data } = await stream.next(
      'presence.changed',
      ({ changes }) => changes.some((change: { userId: string }) => change.userId === lost.id),
      maxStalenessMs - 45_000,
    );
    expect(data).toEqual({ online: 1, changes: [{ userId: lost.id, status: 'offline' }] });
    const dead = await quick.get('/session', lost.token);
    expect([dead.status, dead.body.reason]).toEqual([401, 'heartbeat-missed']);
    stream.abort();
  });
});
