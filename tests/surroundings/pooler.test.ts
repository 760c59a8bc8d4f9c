import { afterEach, describe, expect, test } from 'vitest';
import { readConfig } from '../../api/config.ts';
import { createLog } from '../../api/ops/log.ts';
import { openDatabase } from '../../api/ops/open-database.ts';
import { generalOf, signIn } from '../support/api.ts';
import { workspace } from '../support/command.ts';
import { databaseKind, newDatabase } from '../support/database.ts';
import { hasPgbouncer, startPgbouncer } from '../support/pgbouncer.ts';
import { isPossible } from '../support/possible.ts';
import { execute } from '../support/postgres.ts';
import { postAll } from '../support/posting.ts';
import { ADMIN, startServer } from '../support/server.ts';
import { urlOf } from '../support/test-connection.ts';

const isPooled =
  databaseKind() === 'postgresql' &&
  isPossible(
    hasPgbouncer(),
    'pgbouncer is not installed, so that its suite is skipped: apt-get install pgbouncer',
  );

const opened: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

async function pooled(mode: 'session' | 'transaction' | 'statement') {
  const database = await newDatabase();
  opened.push(() => database.remove());
  const pooler = await startPgbouncer(urlOf(database), mode);
  opened.push(() => pooler.stop());
  const env = { ...database.env, DATABASE_URL: pooler.url, FILES_DIR: '' };
  return { env, remove: async () => undefined };
}

describe.runIf(isPooled)('pgbouncer', () => {
  test('in session mode is worked through, by several servers and commands', async () => {
    const database = await pooled('session');
    const [server, other] = await Promise.all([
      startServer({}, database),
      startServer({}, database),
    ]);
    opened.push(
      () => server.stop(),
      () => other.stop(),
    );
    const { token } = await signIn(server, ADMIN);
    const general = await generalOf(server, token);
    const stream = await other.follow(token);
    const bodies = Array.from({ length: 100 }, (_, index) => `œuvre ${index}`);
    await postAll(server, token, general, bodies, 20);
    await stream.next('message.created', ({ body }) => body === 'œuvre 99');
    stream.abort();
    expect((await other.get('/readyz')).status).toBe(200);
    const { code, stdout } = await workspace(database.env, ['user', 'list']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('admin')]);
  });

  test.each(['transaction', 'statement'] as const)(
    'in %s mode is refused in one line, and leaves nothing behind',
    async (mode) => {
      const { env } = await pooled(mode);
      const start = openDatabase(readConfig(env), createLog('silent'), AbortSignal.timeout(10_000));
      const line = /gives each transaction another connection.*pool_mode = session/;
      await expect(start).rejects.toThrow(line);
      const { code, stderr } = await workspace(env, ['user', 'list']);
      expect([code, stderr]).toEqual([1, expect.stringMatching(line)]);
      expect(stderr.trim().split('\n')).toHaveLength(1);
      await execute(
        env.DATABASE_URL,
        `do $$ begin assert current_setting('statement_timeout') = '0'; end $$`,
      );
    },
  );

  test('in transaction mode is found out while others use it', async () => {
    const { env } = await pooled('transaction');
    const busy = Array.from({ length: 6 }, () => execute(env.DATABASE_URL, 'select pg_sleep(1)'));
    const start = openDatabase(readConfig(env), createLog('silent'), AbortSignal.timeout(10_000));
    const [refused] = await Promise.allSettled([start, ...busy]);
    expect(String(refused.status === 'rejected' && refused.reason)).toMatch(/pool_mode = session/);
  });
});
