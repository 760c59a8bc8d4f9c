import { randomBytes } from 'node:crypto';
import type { Database } from '../../db/database.ts';

/**
 * Makes sure that the server has a secret and that its epoch belongs to this very history. A
 * database that was restored from a dump, or rolled back to an earlier time, tells another lineage
 * and gets a new epoch, so that cursors of the history that is gone are answered with `reset`.
 *
 * @returns the server's secret
 */
export async function establishIdentity({
  db,
  readLineage,
}: Pick<Database, 'db' | 'readLineage'>): Promise<{ secret: string }> {
  const lineage = await readLineage();
  return db.transaction().execute(async (trx) => {
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

function newEpoch(): string {
  return randomBytes(6).toString('hex');
}
