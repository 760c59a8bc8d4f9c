import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { invalidField } from '../http/problem.ts';

/**
 * Gives a new message its files.
 *
 * @param homeId the channel whose members may see the message
 * @throws Problem `invalid-request` where one of them is not the author's, or is in a message or an avatar already
 */
export async function attachFiles(
  trx: Kysely<Tables>,
  { id, homeId, authorId }: { id: string; homeId: string; authorId: string },
  fileIds: readonly string[],
): Promise<void> {
  if (fileIds.length === 0) return;
  const { rows } = await sql`
    update files set message_id = ${id}, home_id = ${homeId}, place = given.place
    from unnest(${fileIds}::uuid[]) with ordinality as given(id, place)
    where files.id = given.id and uploader_id = ${authorId} and message_id is null
      and not exists (select from users where avatar_id = files.id)
    returning files.id`.execute(trx);
  if (rows.length < fileIds.length) {
    throw invalidField(
      'fileIds',
      'must be ids of files that you have uploaded, and that no message has yet: upload them again',
    );
  }
}

/** Deletes the files of a message. Their bytes go once that is committed (see `sweepFiles`). */
export async function abandonFiles(trx: Kysely<Tables>, messageId: string): Promise<void> {
  await sql`
    with gone as (
      delete from files where message_id = ${messageId} returning storage_key, thumbnail_key
    )
    insert into files_to_remove (storage_key)
    select key from gone, unnest(array[storage_key, thumbnail_key]) key where key is not null
    `.execute(trx);
}

/** @returns whether there was such a file, of this message (null: of none) */
export async function abandonFile(
  trx: Kysely<Tables>,
  id: string,
  messageId: string | null,
): Promise<boolean> {
  const { rows } = await sql`
    with gone as (
      delete from files where id = ${id} and message_id is not distinct from ${messageId}::uuid
      returning id, storage_key, thumbnail_key
    ), noted as (
      insert into files_to_remove (storage_key)
      select key from gone, unnest(array[storage_key, thumbnail_key]) key where key is not null
    )
    select id from gone`.execute(trx);
  return rows.length > 0;
}

export async function hasFiles(trx: Kysely<Tables>, messageId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('files')
    .select('id')
    .where('messageId', '=', messageId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
