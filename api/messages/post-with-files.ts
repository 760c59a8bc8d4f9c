import type { Kysely } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { channelArchived } from '../http/problem.ts';
import { type Draft, findEarlier, insertMessage } from './insert-message.ts';
import { explainNoMember, getMessage } from './messages.ts';
import type { Posted } from './post.ts';

/**
 * Posts a message with files, in a transaction of its own: it is not worth a commit shared with others.
 *
 * @throws Problem as the poster does (see `createPoster`), and `invalid-request` for files that are not
 *   the author's, or that a message has already
 */
export async function postWithFiles(
  db: Kysely<Tables>,
  actor: UserActor,
  draft: Draft,
): Promise<Posted> {
  try {
    return await commit(db, actor, draft);
  } catch (error) {
    // The same client id was posted elsewhere meanwhile. It has committed, so a second try finds it.
    if (violatedConstraint(error) !== 'messages_once') throw error;
    return commit(db, actor, draft);
  }
}

function commit(db: Kysely<Tables>, actor: UserActor, draft: Draft): Promise<Posted> {
  return act(db, actor, {}, async (trx) => {
    const { userId: authorId } = actor;
    const { channelId: homeId } = draft;
    const earlier = await findEarlier(trx, authorId, draft.clientId);
    if (earlier !== undefined) {
      return { message: await getMessage(trx, authorId, earlier), isNew: false };
    }
    const lastSeq = await lockChannel(trx, authorId, homeId);
    const message = await insertMessage(trx, draft, { authorId, seq: lastSeq + 1, homeId });
    await append(trx, [{ event: 'message.created', homeId, data: message }]);
    return { message, isNew: true };
  });
}

/**
 * Locks a channel that the user may write in, and their membership: neither changes until the commit,
 * and its posts take turns.
 *
 * @returns its newest `seq`
 * @throws Problem `not-found`, `forbidden`, `channel-archived`
 */
async function lockChannel(trx: Kysely<Tables>, userId: string, id: string): Promise<number> {
  const channel = await trx
    .selectFrom('channels as c')
    .select(['c.lastSeq', 'c.archivedAt'])
    .where('c.id', '=', id)
    .where('c.deletedAt', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  const member = await trx
    .selectFrom('memberships')
    .select('userId')
    .where('channelId', '=', id)
    .where('userId', '=', userId)
    .where('leftPosition', 'is', null)
    .forShare()
    .executeTakeFirst();
  if (channel === undefined || member === undefined) throw await explainNoMember(trx, userId, id);
  if (channel.archivedAt !== null) throw channelArchived();
  return channel.lastSeq;
}
