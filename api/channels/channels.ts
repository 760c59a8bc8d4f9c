import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { invalidField, notFound, Problem } from '../http/problem.ts';
import type { Channel, ChannelChange, ListedChannel, NewChannel } from './contract.ts';
import { lastMessageAt } from './last-message-at.ts';
import { addFirstMembers, lockChannel } from './memberships.ts';
import { foldName, refuseTakenName, requireFreeName } from './names.ts';
import { receiptsFor } from './receipts.ts';
import { toSettings } from './settings.ts';
import { unreadCount } from './unread-count.ts';
import { getVisibleRow, membershipOf, requireManager, toChannel } from './visibility.ts';

/**
 * The caller's channels with what is unread in them, by name; direct ones last. Where `withId` is
 * given, those that this user is in, too.
 */
export async function listChannels(
  db: Kysely<Tables>,
  userId: string,
  withId?: string,
): Promise<ListedChannel[]> {
  const rows = await db
    .selectFrom('memberships as m')
    .innerJoin('channels as c', 'c.id', 'm.channelId')
    .leftJoin('channelSettings as s', (join) =>
      join.onRef('s.channelId', '=', 'm.channelId').onRef('s.userId', '=', 'm.userId'),
    )
    .selectAll('c')
    .select(['m.lastReadSeq', 's.notify', 's.isMuted', 's.isFavourite', 's.hiddenSeq'])
    .select((eb) => [
      lastMessageAt(eb).as('lastMessageAt'),
      receiptsFor(userId).as('receipts'),
      unreadCount(userId, sql.ref('m.last_read_seq')).as('unread'),
      eb
        .selectFrom('mentions')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('mentions.channelId', '=', 'c.id')
        .where('mentions.userId', '=', userId)
        .whereRef('mentions.seq', '>', 'm.lastReadSeq')
        .as('mentions'),
    ])
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .where('c.deletedAt', 'is', null)
    .$if(withId !== undefined, (query) =>
      query.where('c.id', 'in', (eb) =>
        eb
          .selectFrom('memberships')
          .select('memberships.channelId')
          .where('memberships.userId', '=', withId ?? '')
          .where('memberships.leftPosition', 'is', null),
      ),
    )
    .orderBy('c.nameKey')
    .orderBy('c.id')
    .execute();
  return rows.map((row) => ({
    ...toChannel(row),
    lastSeq: row.lastSeq,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    lastReadSeq: row.lastReadSeq,
    unread: row.unread,
    mentions: row.mentions ?? 0,
    settings: toSettings(row, row),
    ...(row.receipts && { receipts: row.receipts }),
  }));
}

/** Public channels that the caller is not in and may join, by name. */
export async function listJoinable(db: Kysely<Tables>, userId: string): Promise<Channel[]> {
  const rows = await db
    .selectFrom('channels')
    .selectAll()
    .where('kind', '=', 'public')
    .where('deletedAt', 'is', null)
    .where((eb) => eb.not(eb.exists(membershipOf(eb, userId))))
    .orderBy('nameKey')
    .execute();
  return rows.map(toChannel);
}

/**
 * A channel that the caller may see: one they are in, or a public one.
 *
 * @throws Problem `not-found`
 */
export async function getChannel(db: Kysely<Tables>, userId: string, id: string): Promise<Channel> {
  return toChannel(await getVisibleRow(db, userId, id));
}

/** @throws Problem `channel-name-taken`, `invalid-request` where a member does not exist */
export async function createChannel(
  db: Kysely<Tables>,
  actor: UserActor,
  wanted: NewChannel,
): Promise<Channel> {
  const { userId } = actor;
  return refuseTakenName(() =>
    act(db, actor, {}, async (trx) => {
      const memberIds = [...new Set([userId, ...(wanted.memberIds ?? [])])];
      await requireUsers(trx, memberIds);
      await requireFreeName(trx, userId, wanted.name);
      return insertChannel(trx, { ...wanted, createdBy: userId, memberIds });
    }),
  );
}

export async function insertChannel(
  trx: Kysely<Tables>,
  wanted: NewChannel & { createdBy: string; memberIds: string[]; isGeneral?: boolean },
): Promise<Channel> {
  const row = await trx
    .insertInto('channels')
    .values({
      id: uuid(),
      kind: wanted.kind,
      name: wanted.name,
      nameKey: foldName(wanted.name),
      topic: wanted.topic ?? '',
      directKey: null,
      isGeneral: wanted.isGeneral ?? false,
      createdBy: wanted.createdBy,
      archivedAt: null,
      deletedAt: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const channel = toChannel(row);
  await addFirstMembers(trx, channel, wanted.memberIds);
  return channel;
}

/**
 * Sets a channel's name or topic, archives it or opens it again. Posts take the same lock of the
 * channel's row, so a post is committed before the channel is archived, or is refused.
 *
 * @throws Problem `not-found`, `forbidden`, `channel-name-taken`
 */
export async function changeChannel(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
  change: ChannelChange,
): Promise<Channel> {
  return refuseTakenName(() =>
    act(db, actor, {}, async (trx, { role, note }) => {
      await lockChannel(trx, id);
      const before = await getVisibleRow(trx, actor.userId, id);
      requireManager(before, { userId: actor.userId, role });
      const { name, archived } = change;
      if (archived === true && before.isGeneral) {
        throw new Problem('forbidden', 'The general channel stays open.');
      }
      if (name !== undefined && name !== before.name) {
        await requireFreeName(trx, actor.userId, name, id);
      }
      const row = await trx
        .updateTable('channels')
        .set((eb) => ({
          topic: change.topic ?? eb.ref('topic'),
          ...(name === undefined ? {} : { name, nameKey: foldName(name) }),
          ...(archived === undefined
            ? {}
            : {
                archivedAt: archived ? sql<Date>`coalesce(archived_at, clock_timestamp())` : null,
              }),
        }))
        .where('id', '=', id)
        .where('deletedAt', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw notFound('channel');
      const channel = toChannel(row);
      await note('channel.updated', { targetId: id, detail: change });
      await append(trx, [{ event: 'channel.updated', data: channel }]);
      return channel;
    }),
  );
}

/**
 * Takes a channel away from everyone; its messages stay in the database.
 *
 * @throws Problem `not-found`, `forbidden`
 */
export async function deleteChannel(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
): Promise<void> {
  await act(db, actor, {}, async (trx, { role, note }) => {
    const { userId } = actor;
    await lockChannel(trx, id);
    requireManager(await getVisibleRow(trx, userId, id), { userId, role });
    const row = await trx
      .updateTable('channels')
      .set({ deletedAt: sql<Date>`clock_timestamp()`, nameKey: null })
      .where('id', '=', id)
      .where('deletedAt', 'is', null)
      .where('isGeneral', '=', false)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new Problem('forbidden', 'The general channel stays.');
    await note('channel.deleted', { targetId: id, detail: { name: row.name } });
    const position = await append(trx, [{ event: 'channel.deleted', data: toChannel(row) }]);
    await trx
      .updateTable('memberships')
      .set({ leftPosition: position })
      .where('channelId', '=', id)
      .where('leftPosition', 'is', null)
      .execute();
  });
}

/** @throws Problem `invalid-request` where a user does not exist or is disabled */
async function requireUsers(trx: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  const found = await trx
    .selectFrom('users')
    .select('id')
    .where('id', 'in', ids)
    .where('disabledAt', 'is', null)
    .execute();
  if (found.length < ids.length) {
    throw invalidField('memberIds', 'must be ids of users who exist and are not disabled');
  }
}
