import { type Kysely, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { databaseKind, newDatabase, type TestDatabase } from '../support/database.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

describe('what is rolled back for another’s sake', { skip: databaseKind() === 'embedded' }, () => {
  let home: TestDatabase;
  let database: Database;
  let db: Kysely<Tables>;

  beforeAll(async () => {
    home = await newDatabase();
    database = await connectToTest(home);
    db = database.db;
    await sql`create table counters (name text primary key, value int not null)`.execute(db);
    await sql`insert into counters values ('a', 0), ('b', 0)`.execute(db);
    await sql`create sequence tries`.execute(db);
    await sql`
      create function fail_first(state text, times int) returns int language plpgsql as $$ begin
        if nextval('tries') <= times then raise exception 'not yet' using errcode = state; end if;
        return 1;
      end $$`.execute(db);
  });
  afterAll(async () => {
    await database.close();
    await home.remove();
  });

  const add = (trx: Kysely<Tables>, name: string) =>
    sql`update counters set value = value + 1 where name = ${name}`.execute(trx);
  async function counted(name: string): Promise<unknown> {
    const { rows } = await sql`select value from counters where name = ${name}`.execute(db);
    return rows;
  }
  const startAgain = () => sql`alter sequence tries restart`.execute(db);

  test('a transaction of two that lock each other out is done again', async () => {
    let tries = 0;
    const holding = new Set<string>();
    const both = (first: string, second: string) =>
      db.transaction().execute(async (trx) => {
        tries += 1;
        await add(trx, first);
        holding.add(first);
        await until(() => holding.size === 2);
        await add(trx, second);
      });
    await Promise.all([both('a', 'b'), both('b', 'a')]);
    expect(tries).toBeGreaterThan(2);
    expect([await counted('a'), await counted('b')]).toEqual([[{ value: 2 }], [{ value: 2 }]]);
  });

  test('a transaction that could not be serialized is done again', async () => {
    await sql`update counters set value = 0`.execute(db);
    let tries = 0;
    await db.transaction().execute(async (trx) => {
      tries += 1;
      await sql`set transaction isolation level repeatable read`.execute(trx);
      await sql`select * from counters`.execute(trx);
      if (tries === 1) await add(db, 'a');
      await add(trx, 'a');
    });
    expect(tries).toBe(2);
    expect(await counted('a')).toEqual([{ value: 2 }]);
  });

  test.each(['40001', '40P01'])('a statement on its own is done again (%s)', async (state) => {
    await startAgain();
    const { rows } = await sql`select fail_first(${state}, 2) as done`.execute(db);
    expect(rows).toEqual([{ done: 1 }]);
  });

  test('but not for ever, nor a statement within a transaction, nor for other faults', async () => {
    await startAgain();
    await expect(sql`select fail_first('40001', 4)`.execute(db)).rejects.toThrow('not yet');
    await startAgain();
    await expect(sql`select fail_first('23514', 1)`.execute(db)).rejects.toThrow('not yet');
    await startAgain();
    let tries = 0;
    await db.transaction().execute(async (trx) => {
      tries += 1;
      await sql`select fail_first('40001', 1)`.execute(trx);
    });
    expect(tries).toBe(2);
  });
});
