import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { migrations as released } from './migrations/migrations.ts';
import { prepared } from './prepared.ts';
import type { Tables } from './tables/tables.ts';

/** The database has been written by a newer version than this one. */
export class NewerDatabaseError extends Error {}

/**
 * Brings the schema up to date. Several nodes may do this at once: the migrator holds a lock, and
 * those that come later find nothing to do.
 *
 * @returns the names of the migrations that ran
 * @throws NewerDatabaseError where the database holds migrations that this version does not know
 */
export async function migrate(
  db: Kysely<Tables>,
  migrations: Record<string, Migration> = released,
): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error instanceof Error && /previously executed migration .* is missing/.test(error.message)) {
    throw new NewerDatabaseError(
      `the database was written by a newer version of Workspace (${error.message}); install that version or restore a backup from before the upgrade`,
    );
  }
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

/**
 * The names of the migrations that are in place, in order: some or all of this version's, none where
 * the database is empty.
 *
 * @throws NewerDatabaseError
 */
export async function findApplied(db: Kysely<Tables>): Promise<string[]> {
  const { rows: tables } = await sql`
    select from information_schema.tables
    where table_schema = current_schema() and table_name = 'kysely_migration'`.execute(db);
  if (tables.length === 0) return [];
  const { rows } = await sql<{ name: string }>`
    select name from kysely_migration order by name`.execute(db);
  const unknown = rows.filter(({ name }) => released[name] === undefined);
  if (unknown.length > 0) {
    throw new NewerDatabaseError(
      `the database was written by a newer version of Workspace (it holds ${unknown.map(({ name }) => name).join(', ')}); use that version's commands`,
    );
  }
  return rows.map(({ name }) => name);
}

/** Whether the database can be worked with, as one short statement finds it. */
export interface DatabaseState {
  /** Nothing can be written, by a setting or since the server is a standby. */
  isReadOnly: boolean;
  /** See `findPending`. */
  pending: string[];
}

/** @throws where the database is empty */
export async function readState(db: Kysely<Tables>): Promise<DatabaseState> {
  const { rows } = await sql<{ isReadOnly: boolean; applied: string[] }>`
    ${prepared} select current_setting('transaction_read_only') = 'on' as is_read_only,
      array(select name::text from kysely_migration) as applied`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database does not tell its state');
  return { isReadOnly: row.isReadOnly, pending: pendingAfter(row.applied) };
}

/**
 * The names of this version's migrations that are not in place, by one cheap query. Those of a newer
 * version are no fault: while one node after the other is upgraded, the older ones go on.
 *
 * @throws where the database is empty
 */
export async function findPending(db: Kysely<Tables>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  return pendingAfter(rows.map(({ name }) => name));
}

function pendingAfter(applied: readonly string[]): string[] {
  const inPlace = new Set(applied);
  return Object.keys(released).filter((name) => !inPlace.has(name));
}
