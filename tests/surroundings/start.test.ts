import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generalOf, signIn } from '../support/api.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { post } from '../support/posting.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer, startServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let started: ServerProcess[] = [];

beforeEach(async () => {
  database = await newDatabase();
});
afterEach(async () => {
  await Promise.all(started.map((server) => server.kill('SIGKILL')));
  started = [];
  await database.remove();
});

async function launch(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await spawnServer({ ...database.env, ...env });
  started.push(server);
  return server;
}

/** The one line that it leaves behind, with exit code 1. Log lines, which are JSON, are not counted. */
async function refusalOf(server: ServerProcess): Promise<string> {
  expect(await server.exited).toBe(1);
  const lines = server.output().trim().split('\n');
  const told = lines.filter((line) => !line.startsWith('{'));
  expect(told).toHaveLength(1);
  return told[0] ?? '';
}

/** What is the same whatever the database. */
describe.skipIf(databaseKind() === 'embedded')('a start', () => {
  test('a port that is taken is told in one line', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    try {
      const line = await refusalOf(await launch({ PORT: port }));
      expect(line).toContain(port);
      expect(line).toMatch(/taken|in use/);
    } finally {
      other.close();
    }
  });

  test('an address that is not of this host is told in one line', async () => {
    const line = await refusalOf(await launch({ HOST: '192.0.2.1' }));
    expect(line).toContain('192.0.2.1');
    expect(line).toContain('HOST');
  });

  test('a database of a newer version is told in one line, and not touched', async () => {
    await (await startServer({}, database)).stop();
    const { db, close } = await connectToTest(database);
    await sql`insert into kysely_migration (name, timestamp) values ('9999-of-tomorrow', '2999-01-01T00:00:00.000Z')`.execute(
      db,
    );
    await close();
    const line = await refusalOf(await launch());
    expect(line).toContain('9999-of-tomorrow');
    expect(line).toContain('newer version');
  });

  test('with ADMIN_USERNAME and ADMIN_PASSWORD there is an administrator, and no setup token', async () => {
    const server = await launch({ LOG_LEVEL: 'trace' });
    await isReady(server);
    const { token, username } = await signIn(server, ADMIN);
    expect(username).toBe(ADMIN.username);
    expect((await server.get('/setup')).body).toEqual({ required: false });
    expect(server.output()).not.toContain('setupToken');
    // Nor is any other secret in the log.
    await post(server, token, await generalOf(server, token), 'a private word');
    await until(() => server.output().includes('/messages'));
    const password = 'no password of anyone';
    const device = { fingerprint: 'fingerprint-of-a-guesser' };
    await server.post('/sessions', { username: password, password, device });
    await server.post('/sessions', { username: 'admin', password, device });
    await until(() => server.output().includes('sign-in refused'));
    for (const secret of [token, ADMIN.password, 'a private word', password]) {
      expect(server.output()).not.toContain(secret);
    }
    // But where somebody signed in from, or tried to.
    for (const line of ['signed in', 'sign-in refused']) {
      expect(server.output()).toMatch(new RegExp(`"address":"[0-9a-f.:]+","msg":"${line}"`));
    }
    // Where somebody exists, the variables make nobody.
    await server.kill('SIGTERM');
    const second = await launch({ ADMIN_USERNAME: 'usurper', ADMIN_PASSWORD: 'another password' });
    await isReady(second);
    const admin = await signIn(second, ADMIN);
    const { body } = await second.get('/users', admin.token);
    expect(body.users.map((user: { username: string }) => user.username)).toEqual(['admin']);
  });

  test('without them the console shows a setup token that works once', async () => {
    const server = await launch({ ADMIN_USERNAME: '', ADMIN_PASSWORD: '' });
    await isReady(server);
    const setupToken = await until(() => /"setupToken":"([^"]+)"/.exec(server.output())?.[1]);
    expect((await server.get('/setup')).body).toEqual({ required: true });
    const wrong = await server.post('/setup', { ...ADMIN, setupToken: 'wrong' });
    expect(wrong.status).toBeGreaterThanOrEqual(400);
    expect((await server.post('/setup', { ...ADMIN, setupToken })).status).toBe(201);
    const again = await server.post('/setup', { ...ADMIN, username: 'second', setupToken });
    expect([again.status, again.body.code]).toEqual([409, 'already-set-up']);
    // The token is for the console, not for the log.
    const log = server.output().split('\n');
    const inLog = log.filter((line) => line.startsWith('{') && line.includes(setupToken));
    expect(inLog).toEqual([]);
  });

  test('what is asked before the server is ready waits for it', async () => {
    const server = await launch();
    const refused = (error: unknown) => (server.child.exitCode === null ? undefined : error);
    expect(await until(() => server.get('/setup').catch(refused))).toMatchObject({
      status: 200,
      body: { required: false },
    });
  });
});

describe.skipIf(databaseKind() === 'postgresql')('the embedded database', () => {
  test('in a place that cannot be written to is told in one line', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'workspace-file-'));
    const file = path.join(folder, 'data');
    writeFileSync(file, 'not a folder');
    try {
      for (const DATA_DIR of [file, path.join(file, 'below')]) {
        const line = await refusalOf(await launch({ DATA_DIR }));
        expect(line).toContain(DATA_DIR);
        expect(line).toContain('not writable');
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('that another server has is told in one line, and that server goes on', async () => {
    const first = await launch();
    await isReady(first);
    const line = await refusalOf(await launch());
    expect(line).toContain('in use by another Workspace server');
    expect(line).toContain('DATA_DIR' in database.env ? database.env.DATA_DIR : '');
    const admin = await signIn(first, ADMIN);
    await post(first, admin.token, await generalOf(first, admin.token), 'unharmed');
    // The lock goes with the process, however that ends.
    await first.kill('SIGKILL');
    await isReady(await launch());
  });
});
