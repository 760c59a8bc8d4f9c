import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { homeOf } from '../channels/home.ts';

/** Whether the user is in the channel, and so may read what is in it; of a thread, in its parent. */
export async function isReader(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('channels as c')
    .innerJoin('memberships as m', (join) => join.on('m.channelId', '=', homeOf(sql.ref('c.id'))))
    .select('c.id')
    .where('c.id', '=', channelId)
    .where('c.deletedAt', 'is', null)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .executeTakeFirst();
  return row !== undefined;
}
