import { describe, expect, test } from 'vitest';
import { type Answer, addUser } from '../support/api.ts';
import { rounds } from '../support/rounds.ts';
import { nodesForSuite } from '../support/suite.ts';
import {
  type Account,
  attempt,
  attemptWithToken,
  sessionsOf,
  signInRemembered,
} from './attempts.ts';

const { server, other, admin } = await nodesForSuite();

const nodeOf = (index: number) => (index % 2 === 0 ? server : other);

function addUsers(prefix: string, count: number) {
  return Promise.all(
    Array.from({ length: count }, (_, index) => addUser(server, admin.token, `${prefix}${index}`)),
  );
}

/** Of all tokens that were given, exactly those of listed sessions work. */
async function expectTokensToMatch(sessions: { id: string }[], won: Answer[]): Promise<void> {
  const live = new Set(sessions.map(({ id }) => id));
  const answers = await Promise.all(
    won.map(({ body }, index) => nodeOf(index).get('/session', body.token)),
  );
  for (const [index, { body: given }] of won.entries()) {
    expect(answers[index]?.status).toBe(live.has(given.session.id) ? 200 : 401);
  }
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(live.size);
}

/** A server hears out 48 attempts of one account at once. */
const DEVICES = rounds(30, 48);
const PEOPLE = rounds(15, 50);

describe('simultaneous attempts leave at most one session', () => {
  test.each([false, true])('of one user from many devices, with takeover: %s', async (takeover) => {
    const user = await addUser(server, admin.token, `many-${takeover}`);
    const answers = await Promise.all(
      Array.from({ length: DEVICES }, (_, index) =>
        attempt(nodeOf(index), user, `${takeover}-of-many-${index}`, { takeover }),
      ),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(takeover ? DEVICES : 1);
    for (const { status, body } of answers.filter((answer) => !won.includes(answer))) {
      expect(status).toBe(409);
      expect(body.code).toBe('account-in-use');
      expect(body.device.name).toBe(won[0]?.body.session.device.name);
    }
    const sessions = await sessionsOf(server, admin.token, user.id);
    expect(sessions).toHaveLength(1);
    await expectTokensToMatch(sessions, won);
  });

  test('of many users on one device', async () => {
    const users = await addUsers('many', PEOPLE);
    const answers = await Promise.all(
      users.map((user, index) => attempt(nodeOf(index), user, 'desk-of-many', { takeover: true })),
    );
    const won = answers.filter(({ status }) => status === 201);
    expect(won).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => !won.includes(answer))) {
      expect(status).toBe(409);
      expect(body.code).toBe('device-in-use');
    }
    const sessions = await sessionsOf(server, admin.token, ...users.map(({ id }) => id));
    expect(sessions.map(({ id }) => id)).toEqual([won[0]?.body.session.id]);
  });

  test('of one user on one device, who always gets in', async () => {
    const user = await addUser(server, admin.token, 'same');
    const answers = await Promise.all(
      Array.from({ length: DEVICES }, (_, index) => attempt(nodeOf(index), user, 'same-desk')),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(DEVICES).fill(201));
    const sessions = await sessionsOf(server, admin.token, user.id);
    expect(sessions).toHaveLength(1);
    await expectTokensToMatch(sessions, answers);
  });

  test('of eight users crossing over eight devices, by password and by device token', async () => {
    const users = await addUsers('cross', 8);
    const desks = users.map(({ username }) => `desk-of-${username}`);
    const tokens = await Promise.all(
      users.map((user, i) => rememberAndLeave(user, desks[i] ?? '')),
    );
    const won: Answer[] = [];
    for (let round = 0; round < rounds(1, 3); round += 1) {
      const answers = await Promise.all(
        users.flatMap((user, mine) =>
          desks.map((desk, index) =>
            index === mine
              ? attemptWithToken(nodeOf(round + index), tokens[mine] ?? '', desk)
              : attempt(nodeOf(mine + index), user, desk, { takeover: index % 2 === 0 }),
          ),
        ),
      );
      for (const { status } of answers) expect([201, 401, 409]).toContain(status);
      won.push(...answers.filter(({ status }) => status === 201));
      const sessions = await sessionsOf(server, admin.token, ...users.map(({ id }) => id));
      expect(sessions.length).toBeGreaterThan(0);
      expectDistinct(sessions.map(({ userId }) => userId));
      expectDistinct(sessions.map((session) => session.device.id));
      await expectTokensToMatch(sessions, won);
    }
    const { body } = await server.get('/presence', admin.token);
    expect(body.online).toBe(body.users.length);
    expectDistinct(body.users.map((user: { userId: string }) => user.userId));
  });
});

async function rememberAndLeave(user: Account, desk: string): Promise<string> {
  const { token, deviceToken } = await signInRemembered(server, user, desk);
  await server.delete('/session?keepDevice=true', token);
  return deviceToken;
}

function expectDistinct(values: string[]): void {
  expect(new Set(values).size).toBe(values.length);
}
