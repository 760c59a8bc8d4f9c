import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { Problem } from '../http/problem.ts';
import type { Message } from './contract.ts';
import { lockChangeableMessage } from './lock-message.ts';
import { explainNoMember } from './messages.ts';
import { isReader } from './reader.ts';
import { messageOf } from './wire.ts';

/** The most messages that are pinned in one channel. */
const MOST_PINS = 100;

/**
 * Pins a message in its channel, or takes it down. Where it is so already, nothing changes.
 *
 * @throws Problem `not-found`, `channel-archived`; `forbidden` where the channel has too many
 */
export async function setPinned(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
  isPinned: boolean,
): Promise<void> {
  await act(db, actor, {}, async (trx) => {
    const { channelId, homeId } = await lockChangeableMessage(trx, actor.userId, id);
    const row = await trx
      .updateTable('messages')
      .set((eb) => ({
        pinnedAt: isPinned ? sql<Date>`clock_timestamp()` : null,
        revision: eb('revision', '+', 1),
      }))
      .where('id', '=', id)
      .where('pinnedAt', isPinned ? 'is' : 'is not', null)
      .returning(messageOf('messages').as('message'))
      .executeTakeFirst();
    if (row === undefined) return;
    if (isPinned) await requireRoom(trx, channelId);
    await append(trx, [{ event: 'message.updated', homeId, keepsText: true, data: row.message }]);
  });
}

/** Counts once the pin is set: throwing undoes it. Two at once may pass the bound by one. */
async function requireRoom(trx: Kysely<Tables>, channelId: string): Promise<void> {
  const { count } = await trx
    .selectFrom('messages')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('channelId', '=', channelId)
    .where('pinnedAt', 'is not', null)
    .executeTakeFirstOrThrow();
  if (count <= MOST_PINS) return;
  throw new Problem('forbidden', `A channel has at most ${MOST_PINS} pins: take one down first.`);
}

/**
 * The messages that are pinned in a channel, the newest pin first.
 *
 * @throws Problem `not-found`; `forbidden` for a public channel that the user has not joined
 */
export async function listPins(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
): Promise<Message[]> {
  if (!(await isReader(db, userId, channelId))) {
    throw await explainNoMember(db, userId, channelId);
  }
  const rows = await db
    .selectFrom('messages')
    .select(messageOf('messages').as('message'))
    .where('channelId', '=', channelId)
    .where('pinnedAt', 'is not', null)
    .orderBy('pinnedAt', 'desc')
    .orderBy('seq', 'desc')
    .execute();
  return rows.map(({ message }) => message);
}
