import { afterAll, describe, expect, test } from 'vitest';
import { attempt, attemptWithToken, signInRemembered } from '../auth/attempts.ts';
import { type Answer, addPerson, addUser, type Person, signIn } from '../support/api.ts';
import { type CapturedLog, captureLog } from '../support/captured-log.ts';
import { workspace } from '../support/command.ts';
import { databaseKind } from '../support/database.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Longer than any lease. */
const LONG_MS = 3_600_000;
const isEmbedded = databaseKind() === 'embedded';

const ownLog = captureLog();
const server = await startServer({ LOG_LEVEL: 'info' }, undefined, undefined, ownLog);
afterAll(server.stop);
// Two nodes cannot share an embedded database.
const otherLog = isEmbedded ? ownLog : captureLog();
const other = isEmbedded
  ? server
  : await startServer({ LOG_LEVEL: 'info' }, server.database, undefined, otherLog);
if (!isEmbedded) afterAll(other.stop);
const admin = await signIn(server, ADMIN);

const logs = () => [...new Set([ownLog, otherLog])];
const endsOf = (log: CapturedLog, sessionId: string) => log.all('session ended', { sessionId });

interface Ending {
  reason: string;
  end(victim: Person): Promise<Answer>;
  /** The rest of the line. */
  fields(victim: Person, answer: Answer): Record<string, unknown>;
}

const byAdmin = () => ({ by: admin.id, via: 'session', address: '127.0.0.1' });
const next = ({ id }: Person, { body }: Answer) => ({
  by: id,
  address: '127.0.0.1',
  nextSessionId: body.session.id,
  nextDeviceId: body.session.device.id,
});
const anew = { newPassword: 'another long password' };

const endings: Ending[] = [
  {
    reason: 'logged-out',
    end: (victim) => other.delete('/session', victim.token),
    fields: () => ({ address: '127.0.0.1' }),
  },
  {
    reason: 'left',
    end: (victim) => other.delete('/session?keepDevice=true', victim.token),
    fields: () => ({ address: '127.0.0.1' }),
  },
  {
    reason: 'taken-over',
    end: (victim) => attempt(other, victim, `2-of-${victim.username}`, { takeover: true }),
    fields: next,
  },
  {
    reason: 'replaced',
    end: (victim) => attempt(other, victim, victim.username),
    fields: next,
  },
  {
    reason: 'disabled',
    end: (victim) => other.patch(`/users/${victim.id}`, { disabled: true }, admin.token),
    fields: byAdmin,
  },
  {
    reason: 'revoked',
    end: (victim) => other.delete(`/sessions/${victim.sessionId}`, admin.token),
    fields: byAdmin,
  },
  {
    reason: 'revoked',
    end: (victim) => other.put(`/users/${victim.id}/password`, anew, admin.token),
    fields: byAdmin,
  },
];

describe(isEmbedded ? 'the log' : 'with two nodes, the log of the one that does it', () => {
  test.each(endings)('says once why a session ended: $reason', async ({ reason, end, fields }) => {
    const victim = await addPerson(server, admin.token);
    const { deviceId } = await server.get('/sessions', admin.token).then(({ body }) => {
      const { device } = body.sessions.find(({ id }: { id: string }) => id === victim.sessionId);
      return { deviceId: device.id };
    });
    const stream = await server.follow(victim.token);
    const answer = await end(victim);
    expect(answer.status).toBeLessThan(300);
    await until(() => stream.isOver());

    const lines = endsOf(otherLog, victim.sessionId);
    expect(lines).toEqual([
      {
        level: 30,
        time: expect.any(Number),
        pid: process.pid,
        hostname: expect.any(String),
        msg: 'session ended',
        requestId: answer.headers.get('x-request-id'),
        userId: victim.id,
        sessionId: victim.sessionId,
        deviceId,
        reason,
        ...fields(victim, answer),
      },
    ]);
    if (!isEmbedded) expect(endsOf(ownLog, victim.sessionId)).toEqual([]);
    // The node that has the stream says why it ended it, whoever ended the session.
    await ownLog.next('stream ended', { userId: victim.id, sessionId: victim.sessionId, reason });
  });
});

test('of a missed heartbeat the log says once whose, and when the last one was', async () => {
  const [one, two] = [await addPerson(server, admin.token), await addPerson(server, admin.token)];
  await other.flushHeartbeats();
  await server.passTime(LONG_MS);
  const lapsed = [one, two].map(({ sessionId }) => sessionId);
  const ends = () => lapsed.flatMap((id) => logs().flatMap((log) => endsOf(log, id)));
  await until(() => ends().length >= 2);
  // The administrator's session has lapsed too, and a claim sweeps as a beat does.
  Object.assign(admin, await signIn(server, ADMIN));
  await signIn(other, one);
  expect(ends()).toHaveLength(2);
  for (const line of ends()) {
    expect(line).toMatchObject({ reason: 'heartbeat-missed', deviceId: expect.any(String) });
    expect(line).not.toHaveProperty('by');
    const silence = Date.now() - Date.parse(String(line['lastHeartbeatAt']));
    expect(Math.abs(silence - LONG_MS)).toBeLessThan(60_000);
  }
  expect(ends().map(({ userId }) => userId)).toEqual([one.id, two.id]);
});

test('a stolen device token ends the session, and the log says that it was shown again', async () => {
  const user = await addUser(server, admin.token, 'robbed');
  const first = await signInRemembered(server, user, 'robbed');
  await server.delete('/session?keepDevice=true', first.token);
  const { body: second } = await attemptWithToken(server, first.deviceToken, 'robbed');
  const again = await attemptWithToken(other, first.deviceToken, 'of-a-thief');
  const requestId = again.headers.get('x-request-id');
  const who = { via: 'operator', address: '127.0.0.1', requestId, userId: user.id };
  expect(endsOf(otherLog, second.session.id)).toMatchObject([{ reason: 'revoked', ...who }]);
  expect(otherLog.all('audit', { action: 'device-token.reused' })).toMatchObject([who]);
  const { deviceToken } = await otherLog.next('sign-in refused', { requestId });
  expect(deviceToken).toBe('spent');
});

test('what is refused or rolled back ends nothing, and the log says no end', async () => {
  // The session is ended, and then it turns out that nobody else could administer the server.
  const last = await server.patch(`/users/${admin.id}`, { disabled: true }, admin.token);
  expect(last.body.code).toBe('last-admin');
  expect(logs().flatMap((log) => endsOf(log, admin.sessionId))).toEqual([]);
  const victim = await addPerson(server, admin.token);
  const { status } = await attempt(server, victim, `2-of-${victim.username}`);
  expect(status).toBe(409);
  expect(logs().flatMap((log) => endsOf(log, victim.sessionId))).toEqual([]);
});

test('a command says what it ended, or the server that runs it, and so does the node whose stream that was', async () => {
  const victim = await addPerson(server, admin.token);
  const stream = await server.follow(victim.token);
  const { stderr } = await workspace(server.database.env, ['session', 'end', victim.username]);
  // A server that holds the embedded database runs the command itself.
  const lines = isEmbedded
    ? ownLog
        .all('session ended', { via: 'operator', userId: victim.id })
        .concat(
          ownLog.all('audit', { action: 'session.revoked', via: 'operator', userId: victim.id }),
        )
    : stderr
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
  const ids = { userId: victim.id, via: 'operator' };
  expect(lines).toMatchObject([
    { msg: 'session ended', sessionId: victim.sessionId, reason: 'revoked', ...ids },
    { msg: 'audit', action: 'session.revoked', targetId: victim.sessionId, ...ids },
  ]);
  await until(() => stream.isOver());
  const { sessionId } = victim;
  await ownLog.next('stream ended', { userId: victim.id, sessionId, reason: 'revoked' });
});

test('who changed what is in the log as it is in the audit table, without what was written', async () => {
  const bob = await signIn(server, await addUser(server, admin.token, 'bob'));
  const answer = await server.patch(
    `/users/${bob.id}`,
    { role: 'admin', displayName: 'Marked Bob' },
    admin.token,
  );
  const line = await ownLog.next('audit', { action: 'user.updated', userId: bob.id });
  expect(line).toMatchObject({
    by: admin.id,
    via: 'session',
    address: '127.0.0.1',
    requestId: answer.headers.get('x-request-id'),
    detail: { role: 'admin', displayName: '(not logged)' },
  });
  expect(ownLog.text()).not.toContain('Marked Bob');
  // What is refused changes nothing.
  const before = ownLog.all('audit').length;
  await server.patch(`/users/${bob.id}`, { role: 'nobody' }, admin.token);
  await server.delete(`/sessions/${bob.id}`, bob.token);
  expect(ownLog.all('audit').length).toBe(before);
});

test('the set-up at the start is in the log', async () => {
  expect(ownLog.all('audit', { action: 'server.set-up' })).toMatchObject([
    { userId: admin.id, via: 'operator' },
  ]);
});
