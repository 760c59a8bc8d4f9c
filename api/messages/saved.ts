import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { homeOf } from '../channels/home.ts';
import { append } from '../events/event-log.ts';
import { exactUtc } from '../lib/utc.ts';
import type { SavedList, SavedQuery } from './contract.ts';
import { lockVisibleMessage } from './lock-message.ts';
import { getMessage } from './messages.ts';
import { messageOf } from './wire.ts';

/**
 * Puts a message aside for oneself. Where it is already, nothing changes.
 *
 * @throws Problem `not-found`
 */
export async function saveMessage(
  db: Kysely<Tables>,
  actor: UserActor,
  messageId: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    await lockVisibleMessage(trx, userId, messageId);
    const saved = await trx
      .insertInto('savedMessages')
      .values({ userId, messageId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('messageId')
      .executeTakeFirst();
    if (saved === undefined) return;
    await append(trx, [{ event: 'message.saved', userId, data: { messageId } }]);
  });
}

/**
 * Forgets a message that was put aside, also one that the user cannot see any more.
 *
 * @throws Problem `not-found` where it was not, and the user cannot see it
 */
export async function unsaveMessage(
  db: Kysely<Tables>,
  actor: UserActor,
  messageId: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, {}, async (trx) => {
    const gone = await trx
      .deleteFrom('savedMessages')
      .where('userId', '=', userId)
      .where('messageId', '=', messageId)
      .returning('messageId')
      .executeTakeFirst();
    if (gone === undefined) {
      await getMessage(trx, userId, messageId);
      return;
    }
    await append(trx, [{ event: 'message.unsaved', userId, data: { messageId } }]);
  });
}

/** What the user has put aside and may still see, the newest first. */
export async function listSaved(
  db: Kysely<Tables>,
  userId: string,
  { before, limit }: SavedQuery,
): Promise<SavedList> {
  const rows = await db
    .selectFrom('savedMessages as s')
    .innerJoin('messages', 'messages.id', 's.messageId')
    .innerJoin('channels as home', (join) =>
      join.on('home.id', '=', homeOf(sql.ref('messages.channelId'))),
    )
    .innerJoin('memberships as m', 'm.channelId', 'home.id')
    .select([savedAt.as('savedAt'), messageOf('messages').as('message')])
    .where('s.userId', '=', userId)
    .where('m.userId', '=', userId)
    .where('m.leftPosition', 'is', null)
    .where('home.deletedAt', 'is', null)
    .where('messages.deletedAt', 'is', null)
    .$if(before !== undefined, (query) =>
      query.where('s.savedAt', '<', sql<Date>`${before}::timestamptz`),
    )
    .orderBy('s.savedAt', 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit);
  return {
    messages: page.map(({ message }) => message),
    next: rows.length > limit ? (page.at(-1)?.savedAt ?? null) : null,
  };
}

const savedAt = exactUtc(sql.ref('s.saved_at'));
