import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import { migrations as released } from './migrations/migrations.ts';
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

/** The names of this version's migrations that are not in place. */
export async function findPending(db: Kysely<Tables>): Promise<string[]> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => released } });
  const all = await migrator.getMigrations();
  return all.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
}
