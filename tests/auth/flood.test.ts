import { hash } from '@node-rs/argon2';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createPasswords, type Passwords } from '../../api/auth/proofs/passwords.ts';
import { waitFor } from '../../api/auth/proofs/throttle.ts';
import { addPerson, addUser, device } from '../support/api.ts';
import { isLong } from '../support/rounds.ts';
import { CHEAP } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';
import { type Account, attempt } from './attempts.ts';

const slots = createPasswords(2, CHEAP);
/** Whoever has a slot waits here before a password is compared. */
let gate: Promise<unknown> = Promise.resolve();
const queued = { stranger: 0, familiar: 0, proved: 0 };
const inSlot: Passwords['inSlot'] = (task, lane) => {
  queued[lane] += 1;
  return slots.inSlot(async (compare) => {
    await gate;
    return task(compare);
  }, lane);
};

/** The tests are a trusted proxy in front of as many addresses as they say; no two say the same. */
const { server, admin } = await serverForSuite(
  { TRUSTED_PROXIES: '127.0.0.1,::1' },
  { ...slots, inSlot },
);

const from = (address: string, { username, password }: Account, workstation?: string) =>
  server.request('POST', '/sessions', {
    body: { username, password, device: device(workstation) },
    headers: { 'x-forwarded-for': address },
  });
const wrong = (username: string) => ({ username, password: 'not the password' });
const HEX = (number: number) => number.toString(16);

describe('a network', () => {
  test.runIf(isLong())(
    'of IPv6 is one, whatever addresses of it are used and however they are spelt',
    async () => {
      let heard = 0;
      const spellings = (n: number) => [
        `2001:db8:0:7::${HEX(n + 1)}`,
        `2001:DB8:0:7:${HEX(n)}:0:0:1`,
        `2001:0db8:0000:0007:0000:${HEX(n)}::`,
      ];
      for (let n = 0; n < 50; n += 1) {
        const answers = await Promise.all(
          spellings(n).map((address, index) => from(address, wrong(`guest-${n}-${index}`))),
        );
        heard += answers.filter(({ status }) => status === 401).length;
      }
      expect(heard).toBeGreaterThan(50);
      expect(heard).toBeLessThan(110);
      expect((await from('2001:db8:0:8::1', wrong('guest-0-0'))).status).toBe(401);
    },
  );

  test('of IPv4 is the same in an IPv6 spelling', async () => {
    const user = await addUser(server, admin.token, 'mapped');
    for (let n = 0; n < 15; n += 1) await from('198.18.1.1', wrong('mapped'), 'x');
    expect((await from('::ffff:198.18.1.1', user, 'x')).status).toBe(429);
    expect((await from('::ffff:c612:101', user, 'x')).status).toBe(429);
    expect((await from('198.18.1.2', user, 'x')).status).toBe(201);
  });
});

test('a name that cannot be counts for nobody who has one', async () => {
  const user = await addUser(server, admin.token, 'impossible');
  for (let n = 0; n < 15; n += 1) await from('198.18.2.1', wrong('no such name!'));
  expect((await from('198.18.2.1', user)).status).toBe(201);
});

test('whoever guesses the current password is stopped, and may sign in all the same', async () => {
  const person = await addPerson(server, admin.token, 'guesser');
  const statuses = [];
  for (let n = 0; n < 15; n += 1) {
    const guess = { currentPassword: `guess number ${n}`, newPassword: 'another long password' };
    const { status, headers } = await server.put('/users/me/password', guess, person.token);
    statuses.push(status);
    if (status === 429) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  }
  expect(statuses).toEqual([...Array(10).fill(401), ...Array(5).fill(429)]);
  expect((await attempt(server, person, person.username)).status).toBe(201);
});

test('too many at once are told to come back', async () => {
  const known = await addPerson(server, admin.token, 'known');
  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  const answered: number[] = [];
  const flood = Array.from({ length: 300 }, async (_, n) => {
    const { status, headers } = await from(`10.9.${n >> 8}.${n & 255}`, wrong(`stranger-${n}`));
    if (status === 503) expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    answered.push(status);
  });
  await until(() => answered.length === 172);
  expect(new Set(answered)).toEqual(new Set([503]));

  gate = Promise.resolve();
  opening.resolve();
  await Promise.all(flood);
  expect((await attempt(server, known, known.username)).status).toBe(201);
  expect(answered.filter((status) => status === 401)).toHaveLength(128);
});

test('who is refused is told so at once, though every slot is taken', async () => {
  const address = '198.18.3.1';
  for (let n = 0; n < 15; n += 1) await from(address, wrong('refused'));
  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  const before = queued.stranger;
  const waiting = Array.from({ length: 10 }, (_, n) => from(`10.6.0.${n}`, wrong(`waiting-${n}`)));
  await until(() => queued.stranger === before + waiting.length);
  expect((await from(address, wrong('refused'))).status).toBe(429);
  expect(queued.stranger).toBe(before + waiting.length);
  gate = Promise.resolve();
  opening.resolve();
  for (const { status } of await Promise.all(waiting)) expect(status).toBe(401);
});

test('whoever signs in rightly over and over has to wait as well, and only there', async () => {
  const user = await addUser(server, admin.token, 'eager');
  const { db, close } = await connectToTest(server.database);
  await sql`insert into login_throttle (key, expire, attempted_at)
    values ('right eager@198.18.4.1', ${Date.now() + 299 * 3_000}, now())`.execute(db);
  await close();
  const statuses: number[] = [];
  while (statuses.length < 5 && statuses.at(-1) !== 429) {
    statuses.push((await from('198.18.4.1', user, 'desk-of-eager')).status);
  }
  expect([statuses.at(0), statuses.at(-1)]).toEqual([201, 429]);
  expect((await from('198.18.4.2', user, 'desk-of-eager')).status).toBe(201);
});

test('who signs in where they have before waits for no stranger', async () => {
  const known = await addPerson(server, admin.token, 'known');
  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  const before = { ...queued };
  let strangers = 0;
  const flood = Array.from({ length: 100 }, async (_, n) => {
    await from(`10.8.0.${n}`, wrong(`stranger-${n}`));
    strangers += 1;
  });
  await until(() => queued.stranger === before.stranger + 100);
  const own = attempt(server, known, known.username);
  await until(() => queued.familiar > before.familiar);
  gate = Promise.resolve();
  opening.resolve();
  expect((await own).status).toBe(201);
  expect(strangers).toBeLessThan(50);
  await Promise.all(flood);
});

test('strangers who flood an account leave its user a place, where they have signed in before', async () => {
  const known = await addPerson(server, admin.token, 'wanted');
  const opening = Promise.withResolvers<void>();
  gate = opening.promise;
  const refused: number[] = [];
  const flood = Array.from({ length: 200 }, async (_, n) => {
    const { status } = await from(`10.7.0.${n}`, wrong(known.username));
    if (status === 429) refused.push(n);
  });
  await until(() => refused.length === 152);
  const own = attempt(server, known, known.username);
  gate = Promise.resolve();
  opening.resolve();
  expect((await own).status).toBe(201);
  await Promise.all(flood);
});

test('a password is the same in composed and decomposed characters', async () => {
  const user = { username: 'elodie', password: 'Élodie à Noël, été 2026' };
  const made = await server.post('/users', user, admin.token);
  expect(made.status).toBe(201);
  for (const form of ['NFC', 'NFD']) {
    const { status } = await attempt(
      server,
      { ...user, password: user.password.normalize(form) },
      'desk-of-elodie',
    );
    expect([form, status]).toEqual([form, 201]);
  }
});

test('a password that was kept in decomposed characters before is good as it was typed then', async () => {
  const user = await addUser(server, admin.token, 'zoe');
  const password = 'Zoé à Noël, été 2026'.normalize('NFD');
  const { db, close } = await connectToTest(server.database);
  await sql`update users set password_hash = ${await hash(password, CHEAP)}
    where id = ${user.id}`.execute(db);
  await close();
  expect((await attempt(server, { ...user, password }, 'desk-of-zoe')).status).toBe(201);
  expect((await attempt(server, wrong('zoe'), 'desk-of-zoe')).status).toBe(401);
});

test('each attempt beyond the free ones waits twice as long as the one before, up to a bound', () => {
  const outstanding = (count: number) => ({ owedMs: count * 90_000, agoMs: 0 });
  expect(waitFor('pair', outstanding(9))).toBe(0);
  expect([10, 11, 12, 17, 18, 40].map((count) => waitFor('pair', outstanding(count)))).toEqual([
    4_000, 8_000, 16_000, 512_000, 900_000, 900_000,
  ]);
  expect(waitFor('pair', { ...outstanding(10), agoMs: 3_000 })).toBe(1_000);
  expect(waitFor('pair', { ...outstanding(10), agoMs: 5_000 })).toBeLessThanOrEqual(0);
  expect(waitFor('device', { owedMs: 100 * 45_000, agoMs: 0 })).toBe(60_000);
});
