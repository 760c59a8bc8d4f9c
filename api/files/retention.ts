import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { removeFile } from '../messages/remove-file.ts';

/** Each file goes in a transaction of its own, so that nobody waits for all of them. */
const AT_ONCE = 50;

/**
 * Deletes the files of messages that are older than so many days, as if their senders had done it: a
 * message says so in its next revision, and one that was nothing but files is deleted. Pictures of
 * people stay. On several nodes at once it does no harm.
 *
 * @param keepsTexts whether what messages said is kept
 * @returns how many this call has found
 */
export async function deleteOldFiles(
  db: Kysely<Tables>,
  days: number,
  keepsTexts: boolean,
): Promise<number> {
  let deleted = 0;
  for (;;) {
    const rows = await db
      .selectFrom('files')
      .select('id')
      .where('messageId', 'is not', null)
      .where('createdAt', '<', sql<Date>`clock_timestamp() - ${days}::float8 * interval '1 day'`)
      .orderBy('createdAt')
      .limit(AT_ONCE)
      .execute();
    for (const { id } of rows) {
      await db.transaction().execute((trx) => removeFile(trx, id, keepsTexts));
    }
    deleted += rows.length;
    if (rows.length < AT_ONCE) return deleted;
  }
}
