import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, addPerson, generalOf, type Person, signIn } from '../support/api.ts';
import { upTo } from '../support/chat.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

/** A burst of two, and then one every 2.5 seconds: none comes by while a test asks. */
describe('POST_RATE_LIMIT=0.4', () => {
  let server: TestServer;
  let admin: Person;
  let general: string;

  beforeAll(async () => {
    server = await startServer({ POST_RATE_LIMIT: '0.4' });
    admin = await signIn(server, ADMIN);
    general = await generalOf(server, admin.token);
  });
  afterAll(() => server.stop());

  const post = (by: { token: string }): Promise<Answer> =>
    server.post(`/channels/${general}/messages`, { body: 'x' }, by.token);
  /** Posts at once, until some are refused. */
  async function burst(by: { token: string }) {
    const answers = await Promise.all(upTo(6).map(() => post(by)));
    const [taken, refused] = [201, 429].map((wanted) =>
      answers.filter(({ status }) => status === wanted),
    );
    return { taken: taken?.length ?? 0, refused: refused ?? [] };
  }

  test('lets a burst of five times that through, refuses the rest with 429 and Retry-After, and keeps nothing of them', async () => {
    const user = await addPerson(server, admin.token);
    const { taken, refused } = await burst(user);
    expect(taken).toBeGreaterThanOrEqual(2);
    expect(refused.length).toBeGreaterThan(0);
    for (const { headers, body } of refused) {
      expect(body.code).toBe('too-many-requests');
      expect(headers.get('content-type')).toContain('application/problem+json');
      expect(headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    }
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
    await burst(one);
    expect((await post({ token: made.body.token })).status).toBe(429);
    expect((await post(two)).status).toBe(201);
  });

  test('does not bound anything but posting', async () => {
    const user = await addPerson(server, admin.token);
    await burst(user);
    const answers = await Promise.all(upTo(30).map(() => server.get('/channels', user.token)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
