import { setTimeout as delay } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../../db/database.ts';
import { ENOUGH_BYTES, needSpace } from '../../../db/disk-space.ts';
import { findApplied, migrate } from '../../../db/migrate.ts';
import { migrations } from '../../../db/migrations/migrations.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { restartIndex } from '../../search/progress.ts';
import { Refusal } from '../refusal.ts';
import type { CheckedBackup } from './check.ts';
import { contents, findContents } from './contents.ts';
import type { Undo } from './files/bring.ts';
import type { Header, Table, TableEnd } from './format.ts';
import { readBackup } from './read.ts';
import { insertRows, inUtc, readRows } from './rows.ts';

const MOST_ROWS = 500;
const MOST_CHARACTERS = 1024 * 1024;
/** Longer than a running server takes between two beats, in milliseconds (see `lease_now()`). */
const BEATS_MS = 2_500;

export interface Restored {
  header: Header;
  tables: TableEnd[];
}

/**
 * Puts a backup into an empty database, all of it or nothing: each table is read back and compared
 * with the file before the commit. The next server that starts on the database draws a new epoch.
 *
 * @param bringFiles brings the files that the backup names, before any row names them
 * @throws Refusal where the database is not empty, or a server runs on it; DiskFullError where the
 *   embedded database's disk is nearly full
 */
export async function restore(
  database: Database,
  { file, header }: CheckedBackup,
  onRow: (rows: number) => void,
  bringFiles: () => Promise<Undo> = async () => async () => undefined,
): Promise<Restored> {
  const { isPrepared } = await requireEmpty(database.db);
  const takeBack = await bringFiles();
  try {
    return await restoreRows(database, { file, header }, onRow, isPrepared);
  } catch (error) {
    await takeBack();
    throw error;
  }
}

async function restoreRows(
  database: Database,
  { file, header }: CheckedBackup,
  onRow: (rows: number) => void,
  isPrepared: boolean,
): Promise<Restored> {
  const { db } = database;
  const files = database.kind === 'embedded' ? await database.findFolder() : undefined;
  // No server runs here that would watch the disk (see `keepSpace`).
  const checkSpace = () => files !== undefined && needSpace(files, ENOUGH_BYTES);
  return db.transaction().execute(async (trx) => {
    await inUtc(trx);
    if (isPrepared) await dropPrepared(trx);
    await migrate(trx, upTo(header));
    const tables = await fill(trx, file, checkSpace, onRow);
    await migrate(trx);
    await restartIndex(trx);
    // No database has this lineage, so the next server sees another history and draws a new epoch.
    await trx.updateTable('serverIdentity').set({ lineage: 'restored' }).execute();
    return { header, tables };
  });
}

/** The migrations that the backup's database had. @throws Refusal where this version lacks one */
function upTo(header: Header): typeof migrations {
  return Object.fromEntries(
    header.migrations.map((name) => {
      const migration = migrations[name];
      if (migration !== undefined) return [name, migration];
      throw new Refusal(
        `the backup was written by Workspace ${header.version}, which is newer (${name}); install that version and restore with it`,
      );
    }),
  );
}

/**
 * Makes sure that a backup could be put into the database. `isPrepared`: a server has made its tables.
 *
 * @throws Refusal where there are users, another program's tables, or a running server
 */
export async function requireEmpty(db: Kysely<Tables>): Promise<{ isPrepared: boolean }> {
  if ((await findApplied(db)).length === 0) {
    const [table] = await db.introspection.getTables();
    if (table === undefined) return { isPrepared: false };
    throw new Refusal(
      `the database is another program's (it has a table ${table.name}); name an empty one with DATABASE_URL`,
    );
  }
  const user = await db.selectFrom('users').select('id').limit(1).executeTakeFirst();
  if (user !== undefined) {
    throw new Refusal(
      'the database has users in it, and is left as it is; name an empty one with DATABASE_URL, or a new folder with DATA_DIR',
    );
  }
  if (await isServed(db)) {
    throw new Refusal('a server runs on the database; stop it, and start it after the restore');
  }
  return { isPrepared: true };
}

/** Waits for a second beat: the first may be the last one of a server that has just stopped. */
async function isServed(db: Kysely<Tables>): Promise<boolean> {
  if ((await readBeatAge(db)) > BEATS_MS) return false;
  await delay(BEATS_MS);
  return (await readBeatAge(db)) < BEATS_MS;
}

async function readBeatAge(db: Kysely<Tables>): Promise<number> {
  const { ageMs } = await db
    .selectFrom('leaseClock')
    .select(
      sql<number>`(extract(epoch from clock_timestamp() - beat_at) * 1000)::float8`.as('ageMs'),
    )
    .executeTakeFirstOrThrow();
  return ageMs;
}

/** Drops a server's tables, in which there is no user yet: they may be newer than the backup. */
async function dropPrepared(trx: Kysely<Tables>): Promise<void> {
  for (const name of [...Object.keys(contents), 'kyselyMigration', 'kyselyMigrationLock']) {
    await trx.schema.dropTable(name).ifExists().cascade().execute();
  }
  await sql`drop function if exists lease_now()`.execute(trx);
  await sql`drop function if exists forget_search_entry()`.execute(trx);
  await sql`drop function if exists forget_search_entry_of_file()`.execute(trx);
  await sql`drop function if exists number_user()`.execute(trx);
}

async function fill(
  trx: Kysely<Tables>,
  file: string,
  checkSpace: () => void,
  onRow: (rows: number) => void,
): Promise<TableEnd[]> {
  const tables: TableEnd[] = [];
  const filled: Table[] = [];
  let table: Table | undefined;
  let batch: string[] = [];
  let characters = 0;
  let rows = 0;
  for await (const part of readBackup(file)) {
    if (part.kind === 'table') {
      table = part.table;
      // Migrations insert rows into some tables.
      await sql`delete from ${sql.ref(table.table)}`.execute(trx);
    } else if (part.kind !== 'header' && table !== undefined) {
      if (part.kind === 'row') {
        batch.push(part.line);
        characters += part.line.length;
        rows += 1;
        onRow(rows);
      }
      const isFull = batch.length >= MOST_ROWS || characters >= MOST_CHARACTERS;
      if (isFull || part.kind === 'table-end') {
        checkSpace();
        await insertRows(trx, table, batch);
        batch = [];
        characters = 0;
      }
      if (part.kind === 'table-end') {
        await compare(trx, table, part.end);
        tables.push(part.end);
        filled.push(table);
      }
    }
  }
  await requireAll(trx, filled);
  return tables;
}

/** @throws Refusal where the backup lacks a table or a column, which its digests do not cover */
async function requireAll(trx: Kysely<Tables>, filled: readonly Table[]): Promise<void> {
  for (const { table, columns } of await findContents(trx)) {
    const present = filled.find((one) => one.table === table)?.columns ?? [];
    const missing = columns.filter((column) => !present.includes(column));
    if (missing.length === 0) continue;
    throw new Refusal(
      `the backup lacks ${missing.join(', ')} of the table ${table}; use another one`,
    );
  }
}

async function compare(trx: Kysely<Tables>, table: Table, expected: TableEnd): Promise<void> {
  const lines = readRows(trx, table);
  let next = await lines.next();
  while (!next.done) next = await lines.next();
  const { rows, digest } = next.value;
  if (rows === expected.rows && digest === expected.digest) return;
  throw new Refusal(
    `what was restored of ${table.table} is not what the backup holds (${rows} rows of ${expected.rows}); nothing was kept`,
  );
}
