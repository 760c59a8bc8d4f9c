import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { invalidField } from '../http/problem.ts';
import { lockChangeableMessage } from '../messages/lock-message.ts';

/** The most different emoji on one message. */
const MOST_EMOJI = 50;

/**
 * Reacts to a message. Doing so again changes nothing.
 *
 * @throws Problem `not-found`, `channel-archived`; `invalid-request` where the message has too many
 *   different emoji
 */
export async function addReaction(
  db: Kysely<Tables>,
  actor: UserActor,
  messageId: string,
  emoji: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    const { channelId, homeId } = await lockChangeableMessage(trx, userId, messageId);
    const of = await readEmoji(trx, messageId, emoji, userId);
    if (of.isMine) return;
    if (of.firstRevision === null && of.count >= MOST_EMOJI) {
      throw invalidField('emoji', `must be one of the ${MOST_EMOJI} that the message has already`);
    }
    const revision = await revise(trx, messageId);
    const firstRevision = of.firstRevision ?? revision;
    await trx
      .insertInto('reactions')
      .values({ messageId, emoji, userId, revision, firstRevision })
      .execute();
    const data = { channelId, messageId, emoji, userId, revision };
    await append(trx, [{ event: 'reaction.added', homeId, data }]);
  });
}

/**
 * Takes one's reaction back. Where there is none, nothing changes.
 *
 * @throws Problem `not-found`, `channel-archived`
 */
export async function removeReaction(
  db: Kysely<Tables>,
  actor: UserActor,
  messageId: string,
  emoji: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    const { channelId, homeId } = await lockChangeableMessage(trx, userId, messageId);
    const { numDeletedRows } = await trx
      .deleteFrom('reactions')
      .where('messageId', '=', messageId)
      .where('emoji', '=', emoji)
      .where('userId', '=', userId)
      .executeTakeFirstOrThrow();
    if (numDeletedRows === 0n) return;
    const revision = await revise(trx, messageId);
    const data = { channelId, messageId, emoji, userId, revision };
    await append(trx, [{ event: 'reaction.removed', homeId, data }]);
  });
}

/** What the message has of the emoji, and how many different ones it has in all. */
async function readEmoji(trx: Kysely<Tables>, messageId: string, emoji: string, userId: string) {
  return trx
    .selectFrom('reactions')
    .select((eb) => [
      sql<number | null>`min(first_revision) filter (where emoji = ${emoji})`.as('firstRevision'),
      sql<boolean>`coalesce(bool_or(emoji = ${emoji} and user_id = ${userId}), false)`.as('isMine'),
      eb.fn.count<number>('emoji').distinct().as('count'),
    ])
    .where('messageId', '=', messageId)
    .executeTakeFirstOrThrow();
}

async function revise(trx: Kysely<Tables>, id: string): Promise<number> {
  const { revision } = await trx
    .updateTable('messages')
    .set((eb) => ({ revision: eb('revision', '+', 1) }))
    .where('id', '=', id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  return revision;
}
