import { expect, test } from 'vitest';
import { type Answer, type Api, addUser, device, signIn } from '../support/api.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { serverForSuite } from '../support/suite.ts';
import type { Account } from './attempts.ts';

/** More than anyone who mistypes needs; a guesser has to be stopped before. */
const MOST = { perUserAndAddress: 30, perAddress: 300, perUser: 600 };

/** The tests are a trusted proxy in front of as many addresses as they say; no two say the same. */
const { server, admin } = await serverForSuite({ TRUSTED_PROXIES: '127.0.0.1,::1' });

function attemptFrom(
  address: string,
  { username, password }: Account,
  workstation: string,
  api: Api = server,
) {
  return api.request('POST', '/sessions', {
    body: { username, password, device: device(workstation) },
    headers: { 'x-forwarded-for': address },
  });
}

/** Guesses, some at a time, until it is told to wait, and says how many guesses were heard. */
async function guess(
  most: number,
  next: (count: number) => Promise<Answer>,
  together = 4,
): Promise<{ heard: number; refusal: Answer | undefined }> {
  let heard = 0;
  for (let count = 0; count < most + 20; count += together) {
    const answers = await Promise.all(
      Array.from({ length: together }, (_, index) => next(count + index)),
    );
    for (const answer of answers) expect([401, 429]).toContain(answer.status);
    heard += answers.filter(({ status }) => status === 401).length;
    const refusal = answers.find(({ status }) => status === 429);
    if (refusal !== undefined) return { heard, refusal };
  }
  return { heard, refusal: undefined };
}

const wrong = (username: string) => ({ username, password: 'not the password' });

function expectTooMany(answer: Answer | undefined) {
  expect(answer?.status).toBe(429);
  expect(answer?.headers.get('content-type')).toContain('application/problem+json');
  expect(answer?.body.code).toBe('too-many-requests');
  expect(answer?.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
}

test('guessing one password from one address is stopped, known user or not', async () => {
  const user = await addUser(server, admin.token, 'ann');
  const counts: number[] = [];
  for (const { username } of [user, { username: 'nobody-here' }]) {
    const next = () => attemptFrom('192.0.2.1', wrong(username), 'of-a-stranger');
    const { heard, refusal } = await guess(MOST.perUserAndAddress, next, 1);
    expectTooMany(refusal);
    expect(heard).toBeGreaterThanOrEqual(3);
    counts.push(heard);
  }
  expect(counts[0]).toBe(counts[1]);
  // Then not even the right password is heard from there, or guessing would go on.
  expectTooMany(await attemptFrom('192.0.2.1', user, 'of-a-stranger'));
  expect((await attemptFrom('192.0.2.2', user, 'of-a-friend')).status).toBe(201);
});

test('signing in well clears what was mistyped', async () => {
  const user = await addUser(server, admin.token, 'ben');
  for (let rounds = 0; rounds < 10; rounds += 1) {
    for (let mistakes = 0; mistakes < 3; mistakes += 1) {
      const { status } = await attemptFrom('192.0.3.1', wrong('ben'), 'desk-of-ben');
      expect(status).toBe(401);
    }
    expect((await attemptFrom('192.0.3.1', user, 'desk-of-ben')).status).toBe(201);
  }
});

test('guessing at many names from one address is stopped, and only there', async () => {
  const user = await addUser(server, admin.token, 'cat');
  const { refusal } = await guess(MOST.perAddress, (count) =>
    attemptFrom('192.0.4.1', wrong(`name-${count}`), 'of-a-stranger'),
  );
  expectTooMany(refusal);
  expectTooMany(await attemptFrom('192.0.4.1', wrong('one-more-name'), 'of-a-stranger'));
  expect((await attemptFrom('192.0.4.2', user, 'desk-of-cat')).status).toBe(201);
});

test('guessing one password from many addresses is stopped, and the user still gets in', async () => {
  const [user, another] = [
    await addUser(server, admin.token, 'dan'),
    await addUser(server, admin.token, 'eve'),
  ];
  const first = await attemptFrom('198.51.104.1', user, 'desk-of-dan');
  await server.delete('/session', first.body.token);
  const { refusal } = await guess(MOST.perUser, (count) =>
    attemptFrom(`10.4.${count >> 8}.${count & 255}`, wrong('dan'), `of-stranger-${count}`),
  );
  expectTooMany(refusal);
  expectTooMany(await attemptFrom('203.0.117.7', wrong('dan'), 'of-yet-another'));
  // From the device that he has used before, wherever it is now, and mistyping now and then.
  expect((await attemptFrom('10.4.0.1', wrong('dan'), 'desk-of-dan')).status).toBe(401);
  expect((await attemptFrom('10.4.0.1', user, 'desk-of-dan')).status).toBe(201);
  expect((await attemptFrom('10.4.0.1', another, 'desk-of-eve')).status).toBe(201);
}, 60_000);

test('a known device does not let anyone guess without end', async () => {
  const user = await addUser(server, admin.token, 'fay');
  const { body } = await attemptFrom('192.0.6.1', user, 'desk-of-fay');
  const { refusal } = await guess(MOST.perUserAndAddress, (count) =>
    attemptFrom(`192.0.6.${count + 1}`, wrong('fay'), 'desk-of-fay'),
  );
  expectTooMany(refusal);
  expect((await server.get('/session', body.token)).status).toBe(200);
});

test.each([
  ['no proxy is trusted', ''],
  ['other proxies are trusted', '10.0.0.0/8'],
])('a made-up address does not help where %s', async (_where, TRUSTED_PROXIES) => {
  const open = await startServer({ TRUSTED_PROXIES });
  const user = await addUser(open, (await signIn(open, ADMIN)).token, 'gus');
  const { refusal } = await guess(MOST.perUserAndAddress, (count) =>
    attemptFrom(`192.0.7.${count}`, wrong('gus'), 'of-a-stranger', open),
  );
  expectTooMany(refusal);
  expectTooMany(await attemptFrom('203.0.119.1', user, 'of-a-stranger', open));
  await open.stop();
});

test('an address that is made up in front of what the proxy wrote does not help', async () => {
  await addUser(server, admin.token, 'hal');
  const { refusal } = await guess(MOST.perUserAndAddress, (count) =>
    attemptFrom(`203.0.120.${count}, 192.0.8.1`, wrong('hal'), 'of-a-stranger'),
  );
  expectTooMany(refusal);
  const elsewhere = await attemptFrom('192.0.8.1, 192.0.8.2', wrong('hal'), 'of-a-stranger');
  expect(elsewhere.status).toBe(401);
});

test('many guesses at once are not heard more often than one after another', async () => {
  await addUser(server, admin.token, 'ida');
  const answers = await Promise.all(
    Array.from({ length: 60 }, () => attemptFrom('192.0.9.1', wrong('ida'), 'of-a-stranger')),
  );
  const heard = answers.filter(({ status }) => status === 401);
  expect(heard.length).toBeGreaterThan(0);
  expect(heard.length).toBeLessThan(MOST.perUserAndAddress);
  expect(answers.length - heard.length).toBe(answers.filter(({ status }) => status === 429).length);
});
