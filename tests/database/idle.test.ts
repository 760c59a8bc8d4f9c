import { sql } from 'kysely';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { databaseKind, newDatabase } from '../support/database.ts';
import { connectToTest } from '../support/test-connection.ts';

describe('a connection to PostgreSQL', { skip: databaseKind() === 'embedded' }, () => {
  test('is kept through an idle night, so that no post waits for a new one', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const home = await newDatabase();
    const database = await connectToTest(home);
    onTestFinished(async () => {
      await database.close();
      await home.remove();
    });
    await Promise.all(
      Array.from({ length: 4 }, () => sql`select pg_sleep(0.2)`.execute(database.db)),
    );
    const before = database.poolSize();
    expect(before).toMatchObject({ total: 4, idle: 4 });
    vi.advanceTimersByTime(12 * 60 * 60_000);
    expect(database.poolSize()).toEqual(before);
  });
});
