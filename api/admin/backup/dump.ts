import { type Kysely, sql } from 'kysely';
import type { Database } from '../../../db/database.ts';
import { findApplied } from '../../../db/migrate.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { readVersion } from '../../version.ts';
import { Refusal } from '../refusal.ts';
import { findContents } from './contents.ts';
import { createDigest, FORMAT_VERSION, type Header } from './format.ts';
import { inUtc, readRows } from './rows.ts';

/**
 * The lines of a backup of the database as it is at one moment. Other transactions go on meanwhile.
 *
 * @throws Refusal where the database is empty; NewerDatabaseError
 */
export async function* dump(database: Database): AsyncGenerator<string, void> {
  const trx = await database.db.startTransaction().execute();
  try {
    // PGlite's driver takes no settings for a transaction.
    await sql`set transaction isolation level repeatable read, read only`.execute(trx);
    await inUtc(trx);
    const digest = createDigest();
    for await (const line of dumpWithin(trx, database.kind)) {
      digest.add(line);
      yield line;
    }
    yield JSON.stringify({ complete: true, digest: digest.hex() });
  } finally {
    await trx.rollback().execute();
  }
}

async function* dumpWithin(
  trx: Kysely<Tables>,
  kind: Database['kind'],
): AsyncGenerator<string, void> {
  yield JSON.stringify(await readHeader(trx, kind));
  for (const table of await findContents(trx)) {
    yield JSON.stringify(table);
    yield JSON.stringify(yield* readRows(trx, table));
  }
}

async function readHeader(trx: Kysely<Tables>, kind: Database['kind']): Promise<Header> {
  const migrations = await findApplied(trx);
  if (migrations.length === 0) {
    throw new Refusal('there is nothing to back up: no server has run on this database yet');
  }
  const identity = await trx.selectFrom('serverIdentity').select('epoch').executeTakeFirst();
  return {
    format: 'workspace-backup',
    formatVersion: FORMAT_VERSION,
    version: readVersion(),
    takenAt: new Date().toISOString(),
    database: kind,
    migrations,
    epoch: identity?.epoch ?? null,
  };
}
