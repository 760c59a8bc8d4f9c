import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { joinedChannels } from '../channels/home.ts';

/** Whether the user is in the channel, and so may read what is in it; of a thread, in its parent. */
export async function isReader(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
): Promise<boolean> {
  const row = await joinedChannels(db, userId)
    .select('c.id')
    .where('c.id', '=', channelId)
    .executeTakeFirst();
  return row !== undefined;
}
