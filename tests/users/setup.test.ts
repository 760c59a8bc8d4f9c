import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { borrowDatabase, type OpenDatabase } from '../support/kept-database.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';

/** Names no administrator. */
const NOBODY = { ADMIN_USERNAME: '', ADMIN_PASSWORD: '' };

describe('a server that nobody has set up', () => {
  let database: OpenDatabase;
  let server: TestServer;
  let setupToken: string;
  const first = { username: 'first', password: 'the very first one' };

  beforeAll(async () => {
    database = await borrowDatabase();
    server = await startServer(NOBODY, database);
    setupToken = server.firstRunToken ?? '';
  });
  afterAll(async () => {
    await server.stop();
    await database.remove();
  });

  test('says that setup is required', async () => {
    const { status, body } = await server.get('/setup');
    expect(status).toBe(200);
    expect(body).toEqual({ required: true });
  });

  test('lets nobody in', async () => {
    const { status, body } = await server.post('/sessions', {
      ...first,
      device: { fingerprint: 'f'.repeat(16) },
    });
    expect(status).toBe(401);
    expect(body.code).toBe('invalid-credentials');
  });

  test('refuses a wrong setup token', async () => {
    for (const wrong of ['', 'setup_', setupToken.slice(0, -1), `${setupToken}0`]) {
      const { status, body } = await server.post('/setup', { setupToken: wrong, ...first });
      expect(status).toBe(403);
      expect(body.code).toBe('forbidden');
    }
    expect((await server.get('/setup')).body.required).toBe(true);
  });

  test('refuses invalid fields and names them, even with the right token', async () => {
    const { status, body } = await server.post('/setup', {
      setupToken,
      username: '-',
      password: 'short',
    });
    expect(status).toBe(422);
    expect(body.code).toBe('invalid-request');
    expect(paths(body)).toEqual(['password', 'username']);
    expect((await server.get('/setup')).body.required).toBe(true);
  });

  test('makes one admin however many set up at once, and the others hear already-set-up', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        server.post('/setup', { setupToken, ...first, username: `${first.username}${i}` }),
      ),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(made[0]?.body).toMatchObject({ role: 'admin', disabled: false });
    for (const { status, body } of answers.filter(({ status }) => status !== 201)) {
      expect(status).toBe(409);
      expect(body.code).toBe('already-set-up');
    }

    const admin = await signIn(server, { ...first, username: made[0]?.body.username });
    const { body } = await server.get('/users', admin.token);
    expect(body.users).toEqual([made[0]?.body]);
    expect(await generalOf(server, admin.token)).toBeTruthy();
  });

  test('is set up once only: 409 already-set-up from then on', async () => {
    expect((await server.get('/setup')).body).toEqual({ required: false });
    const again = await server.post('/setup', { setupToken, ...first });
    expect(again.status).toBe(409);
    expect(again.body.code).toBe('already-set-up');
  });

  test('shows no setup token at the next start', async () => {
    await server.stop();
    server = await startServer(NOBODY, database);
    expect((await server.get('/setup')).body).toEqual({ required: false });
    expect(server.firstRunToken).toBeUndefined();
  });
});

describe('ADMIN_USERNAME and ADMIN_PASSWORD', () => {
  let database: OpenDatabase;
  let server: TestServer;

  beforeAll(async () => {
    database = await borrowDatabase();
    server = await startServer({ ADMIN_USERNAME: 'Chief' }, database);
  });
  afterAll(async () => {
    await server.stop();
    await database.remove();
  });

  test('make the first admin, so that no setup is required', async () => {
    expect((await server.get('/setup')).body).toEqual({ required: false });
    const admin = await signIn(server, { username: 'chief', password: ADMIN.password });
    const { body } = await server.get('/session', admin.token);
    expect(body.user).toMatchObject({ username: 'chief', role: 'admin' });
  });

  test('make no second admin where a user exists', async () => {
    await server.stop();
    server = await startServer({ ADMIN_USERNAME: 'other' }, database);
    const admin = await signIn(server, { username: 'chief', password: ADMIN.password });
    const { body } = await server.get('/users', admin.token);
    expect(body.users.map((user: { username: string }) => user.username)).toEqual(['chief']);
  });
});

function paths(body: { errors: { path: string }[] }): string[] {
  return [...new Set(body.errors.map(({ path }) => path))].sort();
}
