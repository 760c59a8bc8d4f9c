import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { Storage } from './storage.ts';

/** A file that no message and no user has for so long goes. */
const UNUSED_FOR = '1 day';
const AT_ONCE = 10;
/** How long a hold lasts that is not renewed. */
const HELD_FOR = '10 minutes';

/**
 * Removes what nobody can get any more: files that were uploaded and not sent, those of deleted channels,
 * what was deleted, and what uploads have left whose server died. On several nodes at once it does no harm.
 */
export async function sweepFiles(db: Kysely<Tables>, storage: Storage): Promise<void> {
  await abandonUnused(db);
  while ((await removeSome(db, storage)) === AT_ONCE);
}

async function abandonUnused(db: Kysely<Tables>): Promise<void> {
  await sql`
    with gone as (
      delete from files
      where (message_id is null and created_at < clock_timestamp() - ${sql.lit(UNUSED_FOR)}::interval
          and not exists (select from users where avatar_id = files.id))
        or home_id in (select id from channels where deleted_at is not null)
      returning storage_key, thumbnail_key
    )
    insert into files_to_remove (storage_key)
    select key from gone, unnest(array[storage_key, thumbnail_key]) key where key is not null
    `.execute(db);
}

/**
 * Keeps the bytes of deleted files for HELD_FOR more. It lapses by itself, so that a backup that dies
 * keeps nothing for ever.
 */
export async function holdRemoval(db: Kysely<Tables>): Promise<void> {
  await sql`
    update file_removal set held_until = clock_timestamp() + ${sql.lit(HELD_FOR)}::interval
    `.execute(db);
}

/**
 * The bytes go before the commit. An upload that is about to become a file waits for that, finds that it
 * is not noted any more, and fails.
 *
 * While a backup holds the removal, nothing goes. The same statement looks for the hold and for what is to
 * go: so what it finds was deleted before the hold, and the backup, which reads after it, does not name it.
 */
async function removeSome(db: Kysely<Tables>, storage: Storage): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ key: string }>`
      delete from files_to_remove where storage_key in (
        select storage_key from files_to_remove where remove_at <= clock_timestamp()
          and not exists (select from file_removal where held_until > clock_timestamp())
        order by remove_at limit ${AT_ONCE} for update skip locked)
      returning storage_key as key`.execute(trx);
    for (const { key } of rows) await storage.remove(key);
    return rows.length;
  });
}
