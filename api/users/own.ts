import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { ring } from '../events/bell.ts';
import { append } from '../events/event-log.ts';
import type { OwnUserChange, User } from './contract.ts';
import { toUser, userColumns } from './user.ts';

/**
 * Changes what the caller says of themselves. Everyone is told, unless nothing changes.
 *
 * @throws Problem `not-authenticated`
 */
export async function changeOwnUser(
  db: Kysely<Tables>,
  actor: UserActor,
  change: OwnUserChange,
): Promise<User> {
  const { userId } = actor;
  return act(db, actor, { users: [userId] }, async (trx, { note }) => {
    const read = trx.selectFrom('users').select(userColumns).where('id', '=', userId);
    const before = toUser(await read.executeTakeFirstOrThrow());
    const row = await trx
      .updateTable('users')
      .set(columnsOf(change))
      // Without a change there would be nothing to set.
      .set((eb) => ({ displayName: change.displayName ?? eb.ref('displayName') }))
      .where('id', '=', userId)
      .returning(userColumns)
      .executeTakeFirstOrThrow();
    const after = toUser(row);
    // A time zone is told to nobody: at nine in the morning all of them would be told to everyone.
    if (isDeepStrictEqual({ ...before, timeZone: after.timeZone }, after)) return after;
    if (after.displayName !== before.displayName) {
      await note('user.updated', { userId, detail: { displayName: after.displayName } });
      await ring(trx, 'presence');
    }
    await append(trx, [{ event: 'user.updated', data: after }]);
    return after;
  });
}

function columnsOf({ status, doNotDisturbUntil, timeZone, sharesReads }: OwnUserChange) {
  return {
    ...(timeZone !== undefined && { timeZone }),
    ...(status !== undefined && {
      statusEmoji: status?.emoji ?? null,
      statusText: status?.text ?? null,
      statusUntil: toDate(status?.until),
    }),
    ...(doNotDisturbUntil !== undefined && { doNotDisturbUntil: toDate(doNotDisturbUntil) }),
    ...(sharesReads !== undefined && { sharesReads }),
  };
}

const toDate = (time: string | null | undefined) => (time == null ? null : new Date(time));
