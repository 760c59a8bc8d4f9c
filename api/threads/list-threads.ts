import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { FollowedThreads, Thread } from '../channels/contract.ts';
import { unreadCount } from '../channels/unread-count.ts';
import { getVisibleRow, toChannel } from '../channels/visibility.ts';
import { notFound } from '../http/problem.ts';
import type { Message } from '../messages/contract.ts';
import { explainNoMember } from '../messages/messages.ts';
import { messageOf } from '../messages/wire.ts';
import type { ThreadList, ThreadsQuery } from './contract.ts';

/** The most threads with something unread that a list of channels brings. */
const MOST_UNREAD = 100;

/**
 * The threads that the user follows, in channels that they are in; newest reply first. Those whose
 * newest replies came at the same time are on one page, also where it is longer than `limit` then.
 */
export async function listThreads(
  db: Kysely<Tables>,
  userId: string,
  { unread, before, limit }: ThreadsQuery,
): Promise<ThreadList> {
  const rows = await threadsOf(db, userId)
    .where('reader.isFollowing', '=', true)
    .where('t.lastReplyAt', 'is not', null)
    .$if(before !== undefined, (query) =>
      query.where('t.lastReplyAt', '<', sql<Date>`${before}::timestamptz`),
    )
    .$if(unread === 'true', (query) => query.where(unreadOf(userId), '>', 0))
    .orderBy('t.lastReplyAt', 'desc')
    .fetch(limit + 1, 'with ties')
    .execute();
  const last = rows[limit - 1]?.lastReplyAt;
  const page = last ? rows.filter(({ lastReplyAt }) => Number(lastReplyAt) >= Number(last)) : rows;
  return {
    threads: page.map((row) => ({
      thread: toThread(row),
      root: row.root,
      lastReply: row.lastReply,
      unread: row.unread,
      mentions: row.mentions,
    })),
    next: rows.length > limit ? (last?.toISOString() ?? null) : null,
  };
}

/** What the user's list of channels says of the threads that they follow. */
export async function listFollowed(db: Kysely<Tables>, userId: string): Promise<FollowedThreads> {
  const followed = await db
    .selectFrom('threadReaders as r')
    .innerJoin('threads as t', 't.channelId', 'r.channelId')
    .innerJoin('channels as c', 'c.id', 'r.channelId')
    .innerJoin('channels as p', 'p.id', 't.parentId')
    .innerJoin('memberships as m', 'm.channelId', 't.parentId')
    .select(['r.channelId as id', sql<boolean>`c.last_seq > r.last_read_seq`.as('mayBeUnread')])
    .where('r.userId', '=', userId)
    .where('r.isFollowing', '=', true)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .where('p.deletedAt', 'is', null)
    .execute();
  const ids = followed.filter(({ mayBeUnread }) => mayBeUnread).map(({ id }) => id);
  return {
    followedIds: followed.map(({ id }) => id),
    unread: ids.length === 0 ? [] : await listUnread(db, userId, ids),
  };
}

async function listUnread(
  db: Kysely<Tables>,
  userId: string,
  ids: readonly string[],
): Promise<Thread[]> {
  const rows = await threadsOf(db, userId)
    .where('t.channelId', '=', sql<string>`any(${ids}::uuid[])`)
    .where('reader.isFollowing', '=', true)
    .where(unreadOf(userId), '>', 0)
    .orderBy('t.lastReplyAt', 'desc')
    .limit(MOST_UNREAD)
    .execute();
  return rows.map(toThread);
}

/**
 * One thread, as the user has it.
 *
 * @throws Problem `not-found`; `forbidden` for one of a public channel that the user has not joined
 */
export async function getThread(db: Kysely<Tables>, userId: string, id: string): Promise<Thread> {
  const row = await threadsOf(db, userId).where('t.channelId', '=', id).executeTakeFirst();
  if (row !== undefined) return toThread(row);
  const { parentId } = await getVisibleRow(db, userId, id);
  throw parentId ? await explainNoMember(db, userId, id) : notFound('thread');
}

function threadsOf(db: Kysely<Tables>, userId: string) {
  return db
    .selectFrom('threads as t')
    .innerJoin('channels as c', 'c.id', 't.channelId')
    .innerJoin('channels as p', 'p.id', 't.parentId')
    .innerJoin('memberships as m', 'm.channelId', 't.parentId')
    .innerJoin('messages as root', 'root.id', 't.rootMessageId')
    .leftJoin('messages as last', (join) =>
      join.onRef('last.channelId', '=', 'c.id').onRef('last.seq', '=', 'c.lastSeq'),
    )
    .leftJoin('threadReaders as reader', (join) =>
      join.onRef('reader.channelId', '=', 't.channelId').on('reader.userId', '=', userId),
    )
    .selectAll('c')
    .select(['t.parentId', 't.rootMessageId', 't.lastReplyAt', 'p.archivedAt'])
    .select(['reader.lastReadSeq', 'reader.isFollowing', 'last.createdAt as lastMessageAt'])
    .select(messageOf('root').as('root'))
    .select([
      sql<Message | null>`case when last.id is not null then ${messageOf('last')} end`.as(
        'lastReply',
      ),
      unreadOf(userId).as('unread'),
      mentionsOf(userId).as('mentions'),
    ])
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .where('p.deletedAt', 'is', null);
}

type Row = Awaited<ReturnType<ReturnType<typeof threadsOf>['executeTakeFirstOrThrow']>>;

function toThread(row: Row): Thread {
  const { parentId, rootMessageId } = row;
  return {
    ...toChannel(row),
    ...{ parentId, rootMessageId },
    lastSeq: row.lastSeq,
    lastMessageAt: row.lastMessageAt?.toISOString() ?? null,
    lastReadSeq: row.lastReadSeq ?? 0,
    unread: row.unread,
    mentions: row.mentions,
    isFollowing: row.isFollowing ?? false,
  };
}

/** SQL for a row of `threadsOf`: how far the user has read. */
const readSeq = sql`coalesce(reader.last_read_seq, 0)`;

/** The same: messages of others that the user has not read. */
const unreadOf = (userId: string) => unreadCount(userId, readSeq);

/** SQL for a row of `threadsOf`: unread messages that mention the user. */
const mentionsOf = (userId: string) => sql<number>`(
  select count(*) from mentions u where u.channel_id = c.id and u.user_id = ${userId}
    and u.seq > ${readSeq})`;
