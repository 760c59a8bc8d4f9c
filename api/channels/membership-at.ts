import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';

/** The channels that the user was in when the event log stood at `position`. */
export async function channelsAt(
  db: Kysely<Tables>,
  userId: string,
  position: number,
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('memberships')
    .select('channelId')
    .where('userId', '=', userId)
    .where('joinedPosition', '<=', position)
    .where((eb) => eb.or([eb('leftPosition', 'is', null), eb('leftPosition', '>', position)]))
    .execute();
  return new Set(rows.map((row) => row.channelId));
}
