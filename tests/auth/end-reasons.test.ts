import { describe, expect, test } from 'vitest';
import { type Answer, addPerson, addUser, type Person } from '../support/api.ts';
import { databaseKind } from '../support/database.ts';
import { nodesForSuite } from '../support/suite.ts';
import { until } from '../support/until.ts';
import { attempt, presenceOf } from './attempts.ts';

const A_SECOND = 1_000;

const { server, other, admin } = await nodesForSuite();

interface Ending {
  reason: string;
  end(victim: Person): Promise<Answer>;
  status: number;
  /** Whether the user has another session now. */
  isPresent: boolean;
}

const endings: Ending[] = [
  {
    reason: 'logged-out',
    end: (victim) => server.delete('/session', victim.token),
    status: 204,
    isPresent: false,
  },
  {
    reason: 'left',
    end: (victim) => server.delete('/session?keepDevice=true', victim.token),
    status: 204,
    isPresent: false,
  },
  {
    reason: 'taken-over',
    end: (victim) => attempt(server, victim, `2-of-${victim.username}`, { takeover: true }),
    status: 201,
    isPresent: true,
  },
  {
    reason: 'replaced',
    end: (victim) => attempt(server, victim, victim.username),
    status: 201,
    isPresent: true,
  },
  {
    reason: 'disabled',
    end: (victim) => server.patch(`/users/${victim.id}`, { disabled: true }, admin.token),
    status: 200,
    isPresent: false,
  },
  {
    reason: 'revoked',
    end: (victim) => server.delete(`/sessions/${victim.sessionId}`, admin.token),
    status: 204,
    isPresent: false,
  },
];

/** Where streams are, and the dead token is tried: as far from who ends the session as may be. */
const node = () => other;

describe(databaseKind() === 'postgresql' ? 'on another node' : 'on its node', () => {
  test.each(endings)('a session that is over ($reason) is over at that instant', async (ending) => {
    const { reason, end, status, isPresent } = ending;
    const victim = await addPerson(server, admin.token);
    const [stream, second, watch] = [
      await node().follow(victim.token),
      await node().follow(victim.token),
      await node().follow(admin.token),
    ];
    const before = await presenceOf(node(), admin.token, victim.id);
    expect(before).toMatchObject({ status: 'active' });

    const answer = await end(victim);
    expect(answer.status).toBe(status);
    const dead = await node().get('/session', victim.token);
    expect(dead.status).toBe(401);
    expect(dead.body).toMatchObject({ code: 'not-authenticated', reason });
    const now = await presenceOf(node(), admin.token, victim.id);
    expect(now !== undefined).toBe(isPresent);
    expect(now?.since).not.toBe(before.since);

    for (const ended of [stream, second]) {
      const farewell = await ended.next('session.ended', undefined, A_SECOND);
      expect(farewell.data).toEqual({ reason });
      expect(farewell.id).toBeUndefined();
      await until(() => ended.isOver(), A_SECOND);
      expect(ended.events.at(-1)?.event).toBe('session.ended');
    }
    await watch.next(
      'presence.changed',
      ({ changes }) =>
        changes.some(
          (change: { userId: string; status: string; since?: string }) =>
            change.userId === victim.id &&
            (isPresent
              ? change.status === 'active' && change.since === now.since
              : change.status === 'offline'),
        ),
      A_SECOND,
    );
    watch.abort();

    // The dead token does nothing, and the seat of user and device is free or the successor's.
    expect((await node().post('/session/heartbeat', {}, victim.token)).status).toBe(401);
    expect((await node().delete('/session', victim.token)).status).toBe(401);
    if (isPresent) {
      expect((await node().get('/session', answer.body.token)).status).toBe(200);
    } else {
      const next = await addUser(server, admin.token, `next-${reason}-${victim.username}`);
      expect((await attempt(node(), next, victim.username)).status).toBe(201);
      if (reason !== 'disabled') {
        expect((await attempt(node(), victim, `3-of-${victim.username}`)).status).toBe(201);
      }
    }
  });

  test('a stream that is opened with a dead token is refused with the reason', async () => {
    const victim = await addPerson(server, admin.token);
    await server.delete('/session', victim.token);
    const { status, body } = await node().get('/events', victim.token);
    expect(status).toBe(401);
    expect(body.reason).toBe('logged-out');
  });
});
