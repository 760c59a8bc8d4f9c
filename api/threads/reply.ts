import { type Kysely, sql } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { channelArchived } from '../http/problem.ts';
import { type Draft, findEarlier, insertMessage } from '../messages/insert-message.ts';
import { GROUPS, mentionedNames } from '../messages/mentions.ts';
import { explainNoMember, getMessage } from '../messages/messages.ts';
import type { Posted } from '../messages/post.ts';
import { reviseRoot } from '../messages/thread-root.ts';
import { startFollowing } from './followers.ts';

/**
 * Posts a message in a thread. The root says so, and who writes, who is mentioned by name and who
 * wrote the root follow the thread from then on.
 *
 * @throws Problem as the poster of other channels does (see `createPoster`)
 */
export async function postReply(
  db: Kysely<Tables>,
  actor: UserActor,
  reply: Draft,
): Promise<Posted> {
  try {
    return await commitReply(db, actor, reply);
  } catch (error) {
    // The same client id was posted elsewhere meanwhile. It has committed, so a second try finds it.
    if (violatedConstraint(error) !== 'messages_once') throw error;
    return commitReply(db, actor, reply);
  }
}

function commitReply(db: Kysely<Tables>, actor: UserActor, reply: Draft): Promise<Posted> {
  return act(db, actor, {}, async (trx) => {
    const { userId: authorId } = actor;
    const { channelId } = reply;
    const earlier = await findEarlier(trx, authorId, reply.clientId);
    if (earlier !== undefined) {
      return { message: await getMessage(trx, authorId, earlier), isNew: false };
    }
    const { parentId: homeId, lastSeq } = await lockThread(trx, authorId, channelId);
    const seq = lastSeq + 1;
    const message = await insertMessage(trx, reply, { authorId, seq, homeId });
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

    const followed = await startFollowing(trx, channelId, {
      ...{ authorId, seq, parentId: homeId },
      names: mentionedNames(reply.body).filter((name) => !GROUPS.has(name)),
    });
    const root = await reviseRoot(trx, channelId);
    // Whoever hears of the reply knows by then whether they follow the thread.
    await append(trx, [...followed, { event: 'message.created', homeId, data: message }, root]);
    return { message, isNew: true };
  });
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
