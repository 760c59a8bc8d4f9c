import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, addPerson, generalOf, type Person, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

describe('POST_RATE_LIMIT=2', () => {
  let server: TestServer;
  let admin: Person;
  let general: string;

  beforeAll(async () => {
    server = await startServer({ POST_RATE_LIMIT: '2' });
    admin = await signIn(server, ADMIN);
    general = await generalOf(server, admin.token);
  });
  afterAll(() => server.stop());

  const post = (by: { token: string }): Promise<Answer> =>
    server.post(`/channels/${general}/messages`, { body: 'x' }, by.token);
  const burst = async (by: { token: string }, size: number) => {
    const startedAt = performance.now();
    const answers = await Promise.all(upTo(size).map(() => post(by)));
    const seconds = (performance.now() - startedAt) / 1000;
    return { taken: answers.filter(({ status }) => status === 201).length, answers, seconds };
  };

  test('lets a burst of five times that through and refuses the rest with 429 and Retry-After', async () => {
    const user = await addPerson(server, admin.token);
    const { taken, answers, seconds } = await burst(user, 20);
    expect(taken).toBeGreaterThanOrEqual(10);
    expect(taken).toBeLessThanOrEqual(10 + Math.ceil(2 * seconds));
    for (const { status, headers, body } of answers.filter(({ status }) => status !== 201)) {
      expect([status, body.code]).toEqual([429, 'too-many-requests']);
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
  });

  test('keeps nothing of what was refused', async () => {
    const user = await addPerson(server, admin.token);
    const { taken } = await burst(user, 20);
    const { body } = await server.get(`/channels/${general}/messages?limit=200`, user.token);
    const own = body.messages.filter(
      (message: { authorId: string }) => message.authorId === user.id,
    );
    expect(own).toHaveLength(taken);
  });

  test('is for each user, whatever token they use', async () => {
    const [one, two] = [await addPerson(server, admin.token), await addPerson(server, admin.token)];
    const made = await server.post(
      '/tokens',
      { name: 'bot', scopes: ['read', 'write'] },
      one.token,
    );
    await burst(one, 20);
    expect((await post({ token: made.body.token })).status).toBe(429);
    expect((await post(two)).status).toBe(201);
  });

  test('lets posts through again after a while, two a second', async () => {
    const user = await addPerson(server, admin.token);
    await burst(user, 20);
    expect((await post(user)).status).toBe(429);
    const startedAt = performance.now();
    let taken = 0;
    await until(async () => {
      if ((await post(user)).status === 201) taken += 1;
      return taken === 3;
    });
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  test('does not bound anything but posting', async () => {
    const user = await addPerson(server, admin.token);
    await burst(user, 20);
    const answers = await Promise.all(upTo(30).map(() => server.get('/channels', user.token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
