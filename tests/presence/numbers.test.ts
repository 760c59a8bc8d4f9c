import { expect, test } from 'vitest';
import { fromNumbers, toNumbers } from '../../api/presence/numbers.ts';
import { addUser, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { nodesForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';

const { server, other, admin } = await nodesForSuite();
const { db, close } = await connectToTest(server.database);

const usersOf = async (): Promise<{ id: string; number: number }[]> =>
  (await server.get('/users', admin.token)).body.users;

/** The first event of a stream, as a page asks for it. */
async function readyOn(node: { url: string }, form?: string) {
  const response = await fetch(`${node.url}/api/v1/events`, {
    headers: {
      authorization: `Bearer ${admin.token}`,
      ...(form !== undefined && { 'workspace-presence': form }),
    },
  });
  if (!response.ok || response.body === null) return { status: response.status };
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  while (!/data: .*\n\n/.test(text)) text += (await reader.read()).value ?? '';
  await reader.cancel();
  return { status: 200, ...JSON.parse(/data: (.*)\n\n/.exec(text)?.[1] ?? '') };
}

test('users are numbered as they are made, also where many are made at once', async () => {
  await Promise.all(
    upTo(12).map((n) => addUser(n % 2 === 0 ? server : other, admin.token, `p${n}`)),
  );
  const users = await usersOf();
  expect(users.map(({ number }) => number).sort((a, b) => a - b)).toEqual(upTo(13));
  expect(users.find(({ id }) => id === admin.id)?.number).toBe(1);
  const row = (username: string) => ({
    ...{ id: crypto.randomUUID(), username, displayName: username, role: 'member' as const },
    ...{ passwordHash: null, kind: 'bot' as const, disabledAt: null },
  });
  // By one statement, as a restore does it, and with a number of its own.
  await db.insertInto('users').values(['q1', 'q2', 'q3'].map(row)).execute();
  await db
    .insertInto('users')
    .values({ ...row('q9'), number: 40 })
    .execute();
  await db.insertInto('users').values(row('q10')).execute();
  const numbers = await db
    .selectFrom('users')
    .select('number')
    .where('username', 'like', 'q%')
    .orderBy('number')
    .execute();
  expect(numbers.map(({ number }) => number)).toEqual([14, 15, 16, 40, 41]);
  await db.deleteFrom('users').where('username', 'like', 'q%').execute();
  await close();
});

test('a stream says who is connected by their numbers, where it is asked to', async () => {
  const people = await Promise.all(
    upTo(5).map(async (n) => signIn(server, await addUser(server, admin.token, `r${n}`))),
  );
  const statuses = new Map<number, string>();
  const numberOf = new Map((await usersOf()).map(({ id, number }) => [id, number]));
  statuses.set(numberOf.get(admin.id) ?? 0, 'active');
  for (const [index, { id, token }] of people.entries()) {
    const status = index % 2 === 0 ? 'away' : 'active';
    await server.post('/session/heartbeat', { status }, token);
    statuses.set(numberOf.get(id) ?? 0, status);
  }
  for (const node of [server, other]) {
    const { presence } = await readyOn(node, 'numbers');
    expect(presence).toMatchObject({ online: 6, users: [] });
    expect(fromNumbers(presence.numbers)).toEqual(
      new Map([...statuses].sort(([a], [b]) => a - b).sort(([, a], [, b]) => (a < b ? -1 : 1))),
    );
    const full = await readyOn(node);
    expect([full.presence.users.length, full.presence.numbers]).toEqual([6, undefined]);
  }
  expect((await readyOn(server, 'names')).status).toBe(422);
});

test('the numbers of thousands are as many bits', () => {
  const numbers = upTo(5_000);
  const users = numbers.map((n) => ({
    status: n % 3 === 0 ? ('away' as const) : ('active' as const),
  }));
  const { active, away } = toNumbers(users, numbers);
  expect(active.length + away.length).toBeLessThan(1_700);
  const again = fromNumbers({ active, away });
  expect(again.size).toBe(5_000);
  expect(users.every(({ status }, index) => again.get(index + 1) === status)).toBe(true);
  expect(toNumbers([], [])).toEqual({ active: '', away: '' });
  const two = toNumbers([{ status: 'active' }, { status: 'away' }], [7, 8]);
  expect(two).toEqual({ active: 'gA==', away: 'AAE=' });
});
