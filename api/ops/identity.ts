import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';

/**
 * Makes sure that the server has a secret and that its epoch belongs to this very history. A
 * database that was restored from a dump, or rolled back to an earlier time, tells another lineage
 * and gets a new epoch, so that cursors of the history that is gone are answered with `reset`.
 *
 * @returns the server's secret
 */
export async function establishIdentity(db: Kysely<Tables>): Promise<{ secret: string }> {
  return db.transaction().execute(async (trx) => {
    const { lineage } = await readLineage(trx);
    await trx
      .insertInto('serverIdentity')
      .values({
        singleton: true,
        epoch: newEpoch(),
        lineage,
        secret: randomBytes(32).toString('base64url'),
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const identity = await trx
      .selectFrom('serverIdentity')
      .select(['lineage', 'secret'])
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (identity.lineage !== lineage) {
      await trx.updateTable('serverIdentity').set({ epoch: newEpoch(), lineage }).execute();
    }
    return { secret: identity.secret };
  });
}

/** Which cluster, which timeline of it, and which creation of the table the log is in. */
async function readLineage(db: Kysely<Tables>): Promise<{ lineage: string }> {
  const { rows } = await sql<{ lineage: string }>`
    select system_identifier || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8) || '/' ||
      'event_log'::regclass::oid as lineage
    from pg_control_system()`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database does not tell its lineage');
  return row;
}

function newEpoch(): string {
  return randomBytes(6).toString('hex');
}
