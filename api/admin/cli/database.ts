import { Command } from 'commander';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../../db/database.ts';
import { findApplied, findPending } from '../../../db/migrate.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { readConfig } from '../../config.ts';
import { openUnlessServed, requireEmbeddedFiles } from '../open.ts';
import { Refusal } from '../refusal.ts';
import { print } from '../terminal/print.ts';

export function databaseCommand(): Command {
  return new Command('database')
    .description('Connect to the configured database, and say whether a server can run on it')
    .action(async () => {
      const config = readConfig(process.env);
      requireEmbeddedFiles(config);
      const database = await openUnlessServed(config);
      if (database === undefined) {
        print(`embedded database in ${config.DATA_DIR}: a server runs on it`);
        return;
      }
      try {
        const state = await findState(database.db);
        print(`${nameOf(database, config.DATA_DIR)}: ${state}`);
      } finally {
        await database.close();
      }
    });
}

function nameOf({ where }: Database, dataDir: string): string {
  const place = where();
  if (place === undefined) return `embedded database in ${dataDir}`;
  return `${place.name}, ${place.isEncrypted ? 'by TLS' : 'without TLS'}`;
}

/** @throws Refusal, NewerDatabaseError where no server could run on it */
async function findState(db: Kysely<Tables>): Promise<string> {
  const { rows } = await sql<{ isReadOnly: boolean; mayMake: boolean | null; role: string }>`
    select current_setting('transaction_read_only') = 'on' as is_read_only,
      has_schema_privilege(current_schema(), 'create') as may_make,
      current_user::text as role`.execute(db);
  const found = rows[0];
  if (found === undefined) throw new Error('the database does not tell its state');
  if (found.isReadOnly) {
    throw new Refusal('the database takes no writes: default_transaction_read_only is on');
  }
  const applied = await findApplied(db);
  const pending = applied.length === 0 ? [] : await findPending(db);
  if (applied.length > 0 && pending.length === 0) return 'holds a Workspace of this version';
  if (found.mayMake !== true) {
    throw new Refusal(
      `the role "${found.role}" may not make tables; in that database, as its owner: GRANT USAGE, CREATE ON SCHEMA public TO "${found.role}"`,
    );
  }
  return applied.length === 0
    ? 'empty; the first start makes the tables'
    : 'holds a Workspace of an older version; the next start brings it up to date';
}
