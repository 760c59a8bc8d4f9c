import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { toChannel } from '../channels/visibility.ts';
import { notFound } from '../http/problem.ts';
import type { Message } from '../messages/contract.ts';
import { messageOf } from '../messages/wire.ts';
import type { Thread, ThreadList, ThreadsQuery } from './contract.ts';

/** The threads that the user follows, in channels that they are in; newest reply first. */
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
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    threads: page.map((row) => ({
      thread: toThread(row),
      root: row.root,
      lastReply: row.lastReply,
      unread: row.unread,
      mentions: row.mentions,
    })),
    next: rows.length > limit ? (page.at(-1)?.lastReplyAt?.toISOString() ?? null) : null,
  };
}

/** One thread, as the user has it. @throws Problem `not-found` where they are not in its channel */
export async function getThread(db: Kysely<Tables>, userId: string, id: string): Promise<Thread> {
  const row = await threadsOf(db, userId).where('t.channelId', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('thread');
  return toThread(row);
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

/** SQL for a row of `threadsOf`: messages of others that the user has not read. */
const unreadOf = (userId: string) => sql<number>`(
  select count(*) from messages u where u.channel_id = c.id and u.author_id <> ${userId}
    and u.seq > coalesce(reader.last_read_seq, 0) and u.deleted_at is null)`;

/** The same: those that mention the user. */
const mentionsOf = (userId: string) => sql<number>`(
  select count(*) from mentions u where u.channel_id = c.id and u.user_id = ${userId}
    and u.seq > coalesce(reader.last_read_seq, 0))`;
