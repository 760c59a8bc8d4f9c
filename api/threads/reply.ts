import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { channelArchived, invalidField } from '../http/problem.ts';
import { hasGroup, insertMentions } from '../messages/insert-mentions.ts';
import { GROUPS, mentionedNames } from '../messages/mentions.ts';
import { explainNoMember, getMessage } from '../messages/messages.ts';
import type { Posted } from '../messages/post.ts';
import { reviseRoot } from '../messages/thread-root.ts';
import { newMessageOf } from '../messages/wire.ts';
import { startFollowing } from './followers.ts';

export interface Reply {
  /** The thread's. */
  channelId: string;
  clientId: string | undefined;
  body: string;
  replyToId: string | undefined;
}

/**
 * Posts a message in a thread. The root says so, and who writes, who is mentioned by name and who
 * wrote the root follow the thread from then on.
 *
 * @throws Problem as the poster of other channels does (see `createPoster`)
 */
export async function postReply(
  db: Kysely<Tables>,
  actor: UserActor,
  reply: Reply,
): Promise<Posted> {
  try {
    return await commitReply(db, actor, reply);
  } catch (error) {
    // The same client id was posted elsewhere meanwhile. It has committed, so a second try finds it.
    if (violatedConstraint(error) !== 'messages_once') throw error;
    return commitReply(db, actor, reply);
  }
}

function commitReply(db: Kysely<Tables>, actor: UserActor, reply: Reply): Promise<Posted> {
  return act(db, actor, {}, async (trx) => {
    const { userId: authorId } = actor;
    const { channelId, clientId, body } = reply;
    const earlier = await findEarlier(trx, authorId, clientId);
    if (earlier !== undefined) {
      return { message: await getMessage(trx, authorId, earlier), isNew: false };
    }
    const thread = await lockThread(trx, authorId, channelId);
    await requireInThread(trx, reply);

    const seq = thread.lastSeq + 1;
    const { message } = await trx
      .insertInto('messages')
      .values({
        ...{ id: uuid(), channelId, seq, authorId, clientId: clientId ?? null, body },
        replyToId: reply.replyToId ?? null,
        createdAt: sql<Date>`date_trunc('milliseconds', clock_timestamp())`,
        ...{ editedAt: null, deletedAt: null },
      })
      .returning(newMessageOf('messages', sql`${thread.parentId}::uuid`).as('message'))
      .executeTakeFirstOrThrow();
    await trx.updateTable('channels').set({ lastSeq: seq }).where('id', '=', channelId).execute();
    await trx
      .updateTable('threads')
      .set((eb) => ({
        replies: eb('replies', '+', 1),
        lastReplyAt: sql<Date>`${message.createdAt}::timestamptz`,
        participantIds: sql<string[]>`case when ${authorId}::uuid = any(participant_ids)
          then participant_ids else participant_ids || ${authorId}::uuid end`,
      }))
      .where('channelId', '=', channelId)
      .execute();

    const names = mentionedNames(body);
    await insertMentions(
      sql`
      select ${channelId}::uuid as channel_id, ${seq}::int as seq, ${authorId}::uuid as author_id,
        unnest(${names}::text[]) as name`,
      hasGroup(names),
      sql`${thread.parentId}::uuid`,
    ).execute(trx);
    const followed = await startFollowing(trx, channelId, {
      ...{ authorId, seq, parentId: thread.parentId },
      names: names.filter((name) => !GROUPS.has(name)),
    });
    const root = await reviseRoot(trx, channelId);
    // Whoever hears of the reply knows by then whether they follow the thread.
    await append(trx, [
      ...followed,
      { event: 'message.created', homeId: thread.parentId, data: message },
      root,
    ]);
    return { message, isNew: true };
  });
}

async function findEarlier(trx: Kysely<Tables>, authorId: string, clientId: string | undefined) {
  if (clientId === undefined) return undefined;
  const row = await trx
    .selectFrom('messages')
    .select('id')
    .where('authorId', '=', authorId)
    .where('clientId', '=', clientId)
    .executeTakeFirst();
  return row?.id;
}

/**
 * Locks a thread that the user may write in, and its channel before it: neither they nor the membership
 * change until the commit, and its replies take turns.
 *
 * @throws Problem `not-found`, `forbidden`, `channel-archived`
 */
async function lockThread(trx: Kysely<Tables>, userId: string, channelId: string) {
  const parent = await trx
    .selectFrom('threads as t')
    .innerJoin('channels as p', 'p.id', 't.parentId')
    .innerJoin('memberships as m', 'm.channelId', 'p.id')
    .select(['t.parentId', 'p.archivedAt'])
    .where('t.channelId', '=', channelId)
    .where('p.deletedAt', 'is', null)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .forShare(['p', 'm'])
    .executeTakeFirst();
  if (parent === undefined) throw await explainNoMember(trx, userId, channelId);
  if (parent.archivedAt !== null) throw channelArchived();
  const { lastSeq } = await trx
    .selectFrom('channels')
    .select('lastSeq')
    .where('id', '=', channelId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  return { parentId: parent.parentId, lastSeq };
}

async function requireInThread(
  trx: Kysely<Tables>,
  { channelId, replyToId }: Reply,
): Promise<void> {
  if (replyToId === undefined) return;
  const row = await trx
    .selectFrom('messages')
    .select('id')
    .where('id', '=', replyToId)
    .where('channelId', '=', channelId)
    .executeTakeFirst();
  if (row === undefined) {
    throw invalidField('replyToId', 'must be the id of a message in this thread');
  }
}
