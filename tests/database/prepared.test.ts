import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { connectToTest } from '../support/test-connection.ts';

describe('a statement', { skip: databaseKind() === 'embedded' }, () => {
  let home: TestDatabase;
  let database: Database;
  beforeAll(async () => {
    home = await newDatabase();
    database = await connectToTest(home);
  });
  afterAll(async () => {
    await database.close();
    await home.remove();
  });

  /** What the connection has prepared after the statement was run with each of the values. */
  async function preparedBy(front: RawBuilder<unknown>, values: readonly number[]) {
    return database.db.connection().execute(async (connection) => {
      const answers: unknown[] = [];
      for (const value of values) {
        const { rows } = await sql`${front} select ${value}::int * 2 as twice`.execute(connection);
        answers.push(...rows);
      }
      const { rows } = await sql<{ statement: string; calls: number }>`
        select statement, generic_plans + custom_plans as calls from pg_prepared_statements`.execute(
        connection,
      );
      return { answers, rows };
    });
  }

  test('that is not marked leaves nothing behind', async () => {
    expect((await preparedBy(sql``, [1, 2])).rows).toEqual([]);
  });

  test('that is marked is prepared once, and answers to other values', async () => {
    const { answers, rows } = await preparedBy(prepared, [3, 4, 5]);
    expect(answers).toEqual([{ twice: 6 }, { twice: 8 }, { twice: 10 }]);
    expect(rows).toHaveLength(1);
    expect(rows[0]?.calls).toBe(3);
  });
});
