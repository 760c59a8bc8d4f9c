import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addPerson, device } from '../support/api.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';
import type { Account } from './attempts.ts';

const ADDRESS = '198.18.5.1';
const FLOOD = 200;
/** As many of them may ask the database whether they are known here. */
const ASKING = 4;

/** The tests are a trusted proxy in front of the address. */
const { server, admin } = await serverForSuite({ TRUSTED_PROXIES: '127.0.0.1,::1' });

const from = ({ username, password }: Account, workstation?: string) =>
  server.request('POST', '/sessions', {
    body: { username, password, device: device(workstation) },
    headers: { 'x-forwarded-for': ADDRESS },
  });
const stranger = (n: number) => from({ username: `stranger-${n}`, password: 'a guess' });

test('what floods from a refused network is refused without the database, and who is known gets in', async () => {
  const known = await addPerson(server, admin.token, 'known');
  const { db, close } = await connectToTest(server.database);
  await sql`insert into login_throttle (key, expire, attempted_at)
    values (${`address ${ADDRESS}`}, ${Date.now() + 200 * 9_000}, now())`.execute(db);
  expect((await stranger(0)).status).toBe(429);

  const answered: number[] = [];
  const flood = await db.transaction().execute(async (trx) => {
    // Whoever asks whose a name is waits for this lock; on one connection, whoever asks anything.
    await sql`lock table users in access exclusive mode`.execute(trx);
    const attempts = Array.from({ length: FLOOD }, async (_, n) => {
      answered.push((await stranger(n)).status);
    });
    await until(() => answered.length >= FLOOD - ASKING);
    expect(answered).toHaveLength(FLOOD - ASKING);
    return attempts;
  });
  await Promise.all(flood);
  await close();
  expect(answered).toEqual(Array(FLOOD).fill(429));
  expect((await from(known, known.username)).status).toBe(201);
});
