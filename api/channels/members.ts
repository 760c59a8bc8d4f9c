import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { append } from '../events/event-log.ts';
import { notFound, Problem } from '../http/problem.ts';
import type { User } from '../users/contract.ts';
import { toUser, userColumns } from '../users/user.ts';
import { isMember, join, lockChannel } from './memberships.ts';
import { belongsToParent, getVisibleRow, isManager } from './visibility.ts';

/**
 * The channel whose members are those of this one: of a thread its parent.
 *
 * @throws Problem `not-found` where the user may not see it
 */
export async function homeOf(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
): Promise<string> {
  const { parentId } = await getVisibleRow(db, userId, channelId);
  return parentId ?? channelId;
}

/** Who is in a channel, by user name. */
export async function listMembers(db: Kysely<Tables>, channelId: string): Promise<User[]> {
  const rows = await db
    .selectFrom('users')
    .select(userColumns)
    .where('id', 'in', (members) =>
      members
        .selectFrom('memberships')
        .select('userId')
        .where('channelId', '=', channelId)
        .where('leftPosition', 'is', null),
    )
    .orderBy('username')
    .execute();
  return rows.map(toUser);
}

/**
 * Adds a member. Anyone may join a public channel, and its members and managers may add others.
 * Adding a member again changes no membership.
 *
 * @throws Problem `not-found`, `forbidden`
 */
export async function addMember(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
  userId: string,
): Promise<void> {
  await act(db, actor, {}, async (trx, { role, note }) => {
    const caller = { userId: actor.userId, role };
    await lockChannel(trx, channelId);
    const row = await getVisibleRow(trx, caller.userId, channelId);
    if (row.kind === 'thread') throw belongsToParent();
    if (row.kind === 'direct') {
      throw new Problem('forbidden', 'A direct channel is for those who it was made for.');
    }
    const mayAdd =
      userId === caller.userId ||
      isManager(row, caller) ||
      (await isMember(trx, channelId, caller.userId));
    if (!mayAdd) throw new Problem('forbidden', 'Join the channel before you add others.');
    await requireEnabledUser(trx, userId);
    if (await isMember(trx, channelId, userId)) return;
    if (userId !== caller.userId) await note('member.added', { userId, targetId: channelId });
    await join(trx, channelId, userId);
  });
}

/**
 * Removes a member. Everyone may leave, and a manager of the channel may remove others. Removing
 * somebody who is not a member changes nothing.
 *
 * @throws Problem `not-found`, `forbidden`
 */
export async function removeMember(
  db: Kysely<Tables>,
  actor: UserActor,
  channelId: string,
  userId: string,
): Promise<void> {
  await act(db, actor, {}, async (trx, { role, note }) => {
    const caller = { userId: actor.userId, role };
    await lockChannel(trx, channelId);
    const row = await getVisibleRow(trx, caller.userId, channelId);
    if (row.kind === 'thread') throw belongsToParent();
    if (row.kind === 'direct' || row.isGeneral) {
      throw new Problem('forbidden', 'Nobody leaves the general channel or a direct one.');
    }
    if (userId !== caller.userId && !isManager(row, caller)) {
      throw new Problem('forbidden', 'Only who made the channel or an administrator can do this.');
    }
    if (!(await isMember(trx, channelId, userId))) return;
    if (userId !== caller.userId) await note('member.removed', { userId, targetId: channelId });
    const position = await append(trx, [{ event: 'member.left', data: { channelId, userId } }]);
    await trx
      .updateTable('memberships')
      .set({ leftPosition: position })
      .where('channelId', '=', channelId)
      .where('userId', '=', userId)
      .where('leftPosition', 'is', null)
      .execute();
  });
}

async function requireEnabledUser(trx: Kysely<Tables>, id: string): Promise<void> {
  const user = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', id)
    .where('disabledAt', 'is', null)
    .executeTakeFirst();
  if (user === undefined) throw notFound('user');
}
