import { type Kysely, sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { databaseKind, newDatabase, type TestDatabase } from './database.ts';
import { connectToTest } from './test-connection.ts';

/** `opened` is set if it is open already, for a server in this process to use. */
export interface OpenDatabase extends TestDatabase {
  opened?: Database;
}

const free: OpenDatabase[] = [];

/**
 * A database with the schema and nothing else, for a server in this process. Embedded ones stay
 * open from suite to suite and are emptied: opening one takes a second, and its WebAssembly is slow
 * until V8 has optimised it.
 */
export async function borrowDatabase(): Promise<OpenDatabase> {
  if (databaseKind() === 'postgresql') return newDatabase();
  return free.pop() ?? openForGood();
}

async function openForGood(): Promise<OpenDatabase> {
  const { env } = await newDatabase();
  const database = await connectToTest({ env, remove: async () => undefined });
  const empty = await rememberRows(database.db);
  const kept: OpenDatabase = {
    env,
    opened: { ...database, close: async () => undefined },
    async remove() {
      await empty();
      free.push(kept);
    },
  };
  return kept;
}

/** Returns a function that resets every table to the rows that it has now. */
async function rememberRows(db: Kysely<Tables>): Promise<() => Promise<void>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely%'`.execute(db);
  const kept: { name: string; rows: string }[] = [];
  for (const { name } of tables) {
    const { rows } = await sql<{ rows: string | null }>`
      select json_agg(t)::text as rows from ${sql.table(name)} t`.execute(db);
    if (rows[0]?.rows) kept.push({ name, rows: rows[0].rows });
  }
  return () =>
    db.transaction().execute(async (trx) => {
      await sql`truncate ${sql.join(tables.map(({ name }) => sql.table(name)))}`.execute(trx);
      for (const { name, rows } of kept) {
        await sql`
          insert into ${sql.table(name)}
          select * from json_populate_recordset(null::${sql.table(name)}, ${rows}::json)`.execute(
          trx,
        );
      }
    });
}
