import { isDeepStrictEqual } from 'node:util';
import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { ring } from '../events/bell.ts';
import { append } from '../events/event-log.ts';
import { invalidField } from '../http/problem.ts';
import type { OwnUserChange, User } from './contract.ts';
import { toUser, userColumns } from './user.ts';

/**
 * Changes what the caller says of themselves. Everyone is told, unless nothing changes.
 *
 * @throws Problem `not-authenticated`; `invalid-request` for an avatar that is no picture of theirs
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
    if (change.avatarId) await requirePicture(trx, userId, change.avatarId);
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
    if (after.timeZone !== before.timeZone) await ring(trx, 'people');
    if (isDeepStrictEqual({ ...before, timeZone: after.timeZone }, after)) return after;
    if (after.displayName !== before.displayName) {
      await note('user.updated', { userId, detail: { displayName: after.displayName } });
      await ring(trx, 'presence');
    }
    await append(trx, [{ event: 'user.updated', data: after }]);
    return after;
  });
}

/** The picture is locked, so that no message gets it and nobody deletes it until the commit. */
async function requirePicture(trx: Kysely<Tables>, userId: string, id: string): Promise<void> {
  const row = await trx
    .selectFrom('files')
    .select('id')
    .where('id', '=', id)
    .where('uploaderId', '=', userId)
    .where('messageId', 'is', null)
    .where('thumbnailKey', 'is not', null)
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) return;
  throw invalidField(
    'avatarId',
    'must be the id of a picture that you have uploaded, and that no message has',
  );
}

function columnsOf(change: OwnUserChange) {
  const { status, doNotDisturbUntil, timeZone, sharesReads, avatarId } = change;
  return {
    ...(timeZone !== undefined && { timeZone }),
    ...(status !== undefined && {
      statusEmoji: status?.emoji ?? null,
      statusText: status?.text ?? null,
      statusUntil: toDate(status?.until),
    }),
    ...(doNotDisturbUntil !== undefined && { doNotDisturbUntil: toDate(doNotDisturbUntil) }),
    ...(sharesReads !== undefined && { sharesReads }),
    ...(avatarId !== undefined && { avatarId }),
  };
}

const toDate = (time: string | null | undefined) => (time == null ? null : new Date(time));
