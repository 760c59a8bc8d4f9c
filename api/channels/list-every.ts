import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { listChannels } from './channels.ts';
import type { ListedChannel } from './contract.ts';
import { lastMessageAt } from './last-message-at.ts';
import { toChannel } from './visibility.ts';

/** Every public and private channel, by name, with its number of members; for administrators. */
export async function listEvery(db: Kysely<Tables>, userId: string): Promise<ListedChannel[]> {
  const rows = await db
    .selectFrom('channels as c')
    .selectAll('c')
    .select((eb) => [
      lastMessageAt(eb).as('lastMessageAt'),
      eb
        .selectFrom('memberships')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('memberships.channelId', '=', 'c.id')
        .where('memberships.leftPosition', 'is', null)
        .as('members'),
    ])
    .where('c.kind', 'in', ['public', 'private'])
    .where('c.deletedAt', 'is', null)
    .orderBy('c.nameKey')
    .orderBy('c.id')
    .execute();
  const own = new Map((await listChannels(db, userId)).map((channel) => [channel.id, channel]));
  return rows.map((row) => ({
    ...toChannel(row),
    lastSeq: row.lastSeq,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    ...{ lastReadSeq: 0, unread: 0, mentions: 0 },
    ...own.get(row.id),
    members: row.members ?? 0,
  }));
}
