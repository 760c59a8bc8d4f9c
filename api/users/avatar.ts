import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { append } from '../events/event-log.ts';
import { toUser, userColumns } from './user.ts';

/** Takes a picture that is to be deleted from the user whose avatar it is, if it is anybody's. */
export async function dropAvatar(trx: Kysely<Tables>, fileId: string): Promise<void> {
  const row = await trx
    .updateTable('users')
    .set({ avatarId: null })
    .where('avatarId', '=', fileId)
    .returning(userColumns)
    .executeTakeFirst();
  if (row !== undefined) await append(trx, [{ event: 'user.updated', data: toUser(row) }]);
}
