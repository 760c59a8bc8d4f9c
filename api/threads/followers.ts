import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { isMember } from '../channels/memberships.ts';
import { getVisibleRow } from '../channels/visibility.ts';
import type { NewEvent } from '../events/catalogue.ts';
import { append } from '../events/event-log.ts';
import { notFound } from '../http/problem.ts';
import { explainNoMember } from '../messages/messages.ts';

/**
 * Lets those follow the thread whom a new reply concerns, where they do not: its author, who has read
 * it; who is mentioned by name, and who wrote the root, for whom it is the first unread one.
 *
 * @returns what tells them
 */
export async function startFollowing(
  trx: Kysely<Tables>,
  channelId: string,
  reply: { authorId: string; seq: number; parentId: string; names: readonly string[] },
): Promise<NewEvent[]> {
  const { authorId, seq, parentId, names } = reply;
  const { rows } = await sql<{ userId: string }>`
    insert into thread_readers (user_id, channel_id, is_following, last_read_seq)
    select user_id, ${channelId}::uuid, true, max(last_read_seq)
    from (
      select ${authorId}::uuid as user_id, ${seq}::int as last_read_seq
      union all
      select u.id, ${seq - 1}::int from users u
      join memberships m on m.user_id = u.id and m.channel_id = ${parentId}
        and m.left_position is null
      where u.username = any(${names}::text[])
      union all
      select r.author_id, 0 from threads t
      join messages r on r.id = t.root_message_id
      join memberships m on m.user_id = r.author_id and m.channel_id = t.parent_id
        and m.left_position is null
      where t.channel_id = ${channelId} and ${seq}::int = 1
    ) concerned
    group by user_id
    on conflict (user_id, channel_id) do update set is_following = true,
      last_read_seq = greatest(thread_readers.last_read_seq, excluded.last_read_seq)
      where not thread_readers.is_following
    returning user_id`.execute(trx);
  return rows.map(({ userId }) => followed(userId, channelId));
}

/**
 * Follows a thread from here on: what is there is taken as read.
 *
 * @throws Problem `not-found`; `forbidden` for a public channel that the user has not joined
 */
export async function follow(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    await requireOwnThread(trx, userId, channelId);
    const lastReadSeq = await lockLastSeq(trx, channelId);
    const changed = await trx
      .insertInto('threadReaders')
      .values({ userId, channelId, isFollowing: true, lastReadSeq, readAt: null })
      .onConflict((conflict) =>
        conflict
          .columns(['userId', 'channelId'])
          .doUpdateSet({
            isFollowing: true,
            lastReadSeq: sql`greatest(thread_readers.last_read_seq, excluded.last_read_seq)`,
          })
          .where('threadReaders.isFollowing', '=', false),
      )
      .returning('userId')
      .executeTakeFirst();
    if (changed !== undefined) await append(trx, [followed(userId, channelId)]);
  });
}

/** @throws Problem as `follow` does */
export async function unfollow(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    await requireOwnThread(trx, userId, channelId);
    const changed = await trx
      .updateTable('threadReaders')
      .set({ isFollowing: false })
      .where('userId', '=', userId)
      .where('channelId', '=', channelId)
      .where('isFollowing', '=', true)
      .returning('userId')
      .executeTakeFirst();
    if (changed === undefined) return;
    await append(trx, [{ event: 'thread.unfollowed', userId, data: { threadId: channelId } }]);
  });
}

async function requireOwnThread(
  trx: Kysely<Tables>,
  userId: string,
  channelId: string,
): Promise<void> {
  const { parentId } = await getVisibleRow(trx, userId, channelId);
  if (!parentId) throw notFound('thread');
  if (!(await isMember(trx, parentId, userId))) throw await explainNoMember(trx, userId, parentId);
}

/**
 * The `seq` of the thread's newest message. The lock keeps replies out until the commit, so that the
 * log has every reply that the follower has read before the event that they follow, and no other.
 */
async function lockLastSeq(trx: Kysely<Tables>, channelId: string): Promise<number> {
  const { lastSeq } = await trx
    .selectFrom('channels')
    .select('lastSeq')
    .where('id', '=', channelId)
    .forShare()
    .executeTakeFirstOrThrow();
  return lastSeq;
}

const followed = (userId: string, threadId: string): NewEvent => ({
  event: 'thread.followed',
  userId,
  data: { threadId },
});
