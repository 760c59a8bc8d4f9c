import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { Channel } from './contract.ts';
import { foldName } from './names.ts';
import { toChannel } from './visibility.ts';

/** A channel as whoever runs the server sees it, member or not. */
export interface AnyChannel extends Channel {
  /** How many messages have been posted, deleted ones included. */
  messages: number;
  /** The user names of the current members, sorted; of a thread, those of its channel. */
  members: string[];
  deletedAt: string | null;
}

/** All channels, deleted and direct ones and threads too, the oldest first. */
export async function listEveryChannel(db: Kysely<Tables>): Promise<AnyChannel[]> {
  const rows = await db
    .selectFrom('channels')
    .leftJoin('threads as t', 't.channelId', 'channels.id')
    .selectAll('channels')
    .select(['t.parentId', 't.rootMessageId'])
    .select((eb) =>
      eb
        .selectFrom('memberships as m')
        .innerJoin('users', 'users.id', 'm.userId')
        .select(
          sql<string[]>`coalesce(array_agg(users.username order by users.username), '{}')`.as(
            'names',
          ),
        )
        .whereRef('m.channelId', '=', (home) => home.fn.coalesce('t.parentId', 'channels.id'))
        .where('m.leftPosition', 'is', null)
        .as('members'),
    )
    .orderBy('channels.id')
    .execute();
  return rows.map((row) => ({
    ...toChannel(row),
    messages: row.lastSeq,
    members: row.members ?? [],
    deletedAt: row.deletedAt?.toISOString() ?? null,
  }));
}

/** Finds channels by id, or by name while they are not deleted; private ones may share a name. */
export async function findAnyChannels(
  db: Kysely<Tables>,
  nameOrId: string,
): Promise<{ id: string; messages: number }[]> {
  return db
    .selectFrom('channels')
    .select(['id', 'lastSeq as messages'])
    .where((eb) =>
      eb.or([
        eb('nameKey', '=', foldName(nameOrId)),
        eb(sql`id::text`, '=', nameOrId.toLowerCase()),
      ]),
    )
    .execute();
}
