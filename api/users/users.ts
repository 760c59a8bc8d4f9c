import { randomUUIDv7 as uuid } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { findPasswordHash, getUser } from '../auth/accounts.ts';
import { act } from '../auth/credentials/actor.ts';
import type { Actor, SessionCredential, UserActor } from '../auth/credentials/credential.ts';
import { endCredentials } from '../auth/credentials/credentials.ts';
import { isRight } from '../auth/proofs/password.ts';
import type { Passwords } from '../auth/proofs/passwords.ts';
import { currentPasswordAttempt, type Throttle } from '../auth/proofs/throttle.ts';
import { lockGeneral } from '../channels/general.ts';
import { join } from '../channels/memberships.ts';
import { ring } from '../events/bell.ts';
import { append } from '../events/event-log.ts';
import { invalidField, Problem } from '../http/problem.ts';
import type { Tell } from '../lib/log-line.ts';
import type { User, UserChange } from './contract.ts';
import { toUser, userColumns } from './user.ts';

export async function listUsers(db: Kysely<Tables>): Promise<User[]> {
  const rows = await db.selectFrom('users').select(userColumns).orderBy('username').execute();
  return rows.map(toUser);
}

export async function findUserByName(
  db: Kysely<Tables>,
  username: string,
): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .select(userColumns)
    .where('username', '=', username)
    .executeTakeFirst();
  return row && toUser(row);
}

export interface UserToAdd {
  username: string;
  passwordHash: string;
  displayName?: string | undefined;
  role?: 'admin' | 'member' | undefined;
  mustChangePassword?: boolean | undefined;
}

/**
 * Adds a user, who is a member of the general channel from then on. For administrators.
 *
 * @throws Problem `not-authenticated`, `forbidden`, `username-taken`
 */
export async function addUser(db: Kysely<Tables>, actor: Actor, user: UserToAdd): Promise<User> {
  try {
    return await act(db, actor, { role: 'admin', session: true }, async (trx, { note }) => {
      // Locked before the event log, which everyone locks last.
      const general = await lockGeneral(trx);
      const added = await insertUser(trx, user);
      await note('user.created', { userId: added.id, detail: { role: added.role } });
      await append(trx, [{ event: 'user.created', data: added }]);
      await join(trx, general, added.id);
      return added;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'users_username_key') throw error;
    throw new Problem('username-taken', `Choose another name: ${user.username} exists.`);
  }
}

/** The caller tells everyone: `user.created`. */
export async function insertUser(trx: Kysely<Tables>, user: UserToAdd): Promise<User> {
  const row = await trx
    .insertInto('users')
    .values({
      id: uuid(),
      username: user.username,
      displayName: user.displayName ?? user.username,
      role: user.role ?? 'member',
      passwordHash: user.passwordHash,
      mustChangePassword: user.mustChangePassword ?? false,
      disabledAt: null,
    })
    .returning(userColumns)
    .executeTakeFirstOrThrow();
  return toUser(row);
}

/**
 * Changes a user; disabling ends all credentials at once. Everyone is told, unless nothing changes.
 * For administrators; anyone may change their own display name.
 *
 * @throws Problem `not-authenticated`, `forbidden`, `not-found`, `last-admin`; `invalid-request` where
 *   a bot is to be an administrator
 */
export async function changeUser(
  db: Kysely<Tables>,
  actor: Actor,
  id: string,
  change: UserChange,
): Promise<User> {
  const demands = {
    ...(!isOwnName(actor, id, change) && { role: 'admin' as const }),
    ...(change.role !== undefined && { session: true as const }),
    users: [id],
    // Two admins who demote each other at once must not both succeed.
    admins: change.role !== undefined || change.disabled !== undefined,
  };
  return act(db, actor, demands, async (trx, { note, tell }) => {
    const before = await getUser(trx, id);
    const user = {
      ...before,
      displayName: change.displayName ?? before.displayName,
      role: change.role ?? before.role,
      disabled: change.disabled ?? before.disabled,
    };
    if (change.disabled === true) await endCredentials(trx, tell, id, 'disabled');
    if (isDeepStrictEqual(user, before)) return user;
    if (user.kind === 'bot' && isAdmin(user)) {
      throw invalidField('role', 'must be member for a bot');
    }
    if (isAdmin(before) && !isAdmin(user)) await requireOtherAdmin(trx, id);
    await trx
      .updateTable('users')
      .set({ displayName: user.displayName, role: user.role })
      .$if(user.disabled !== before.disabled, (query) =>
        query.set({ disabledAt: user.disabled ? sql<Date>`clock_timestamp()` : null }),
      )
      .where('id', '=', id)
      .execute();
    await note('user.updated', { userId: id, detail: change });
    await ring(trx, 'presence');
    await append(trx, [{ event: 'user.updated', data: user }]);
    return user;
  });
}

function isOwnName(actor: Actor, id: string, { role, disabled }: UserChange): boolean {
  const isOwn = actor.kind !== 'operator' && actor.userId === id;
  return isOwn && role === undefined && disabled === undefined;
}

const isAdmin = ({ role, disabled }: User) => role === 'admin' && !disabled;

async function requireOtherAdmin(trx: Kysely<Tables>, id: string): Promise<void> {
  const other = await trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .where('id', '<>', id)
    .limit(1)
    .executeTakeFirst();
  if (other !== undefined) return;
  throw new Problem('last-admin', 'Make somebody else an administrator first.');
}

/**
 * Sets one's own password and ends every other credential of the user.
 *
 * @throws Problem `not-authenticated`, `too-many-requests`; `invalid-credentials` where the current
 *   password is another, or somebody sets another meanwhile
 */
export async function changeOwnPassword(
  deps: { db: Kysely<Tables>; passwords: Passwords; throttle: Throttle },
  actor: UserActor,
  session: SessionCredential,
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
): Promise<void> {
  const { id: seatId, userId, username } = session;
  const before = await findPasswordHash(deps.db, userId);
  const attempt = currentPasswordAttempt(username);
  const shown = { passwordHash: before, password: currentPassword, lane: 'proved' as const };
  if (!(await isRight(deps, attempt, shown))) throw wrongCurrentPassword();
  const after = await deps.passwords.hash(newPassword);
  await act(deps.db, actor, { users: [userId] }, async (trx, { note, tell }) => {
    if ((await findPasswordHash(trx, userId)) !== before) throw wrongCurrentPassword();
    await writePassword(
      trx,
      tell,
      userId,
      { passwordHash: after, mustChangePassword: false },
      seatId,
    );
    await note('password.changed', { userId });
  });
}

interface NewPassword {
  passwordHash: string;
  mustChangePassword: boolean;
}

/**
 * Sets somebody's password and ends all their credentials. For administrators.
 *
 * @throws Problem `not-authenticated`, `forbidden`, `not-found`
 */
export async function resetPassword(
  db: Kysely<Tables>,
  actor: Actor,
  id: string,
  password: NewPassword,
): Promise<void> {
  const demands = { role: 'admin', session: true, users: [id] } as const;
  await act(db, actor, demands, async (trx, { note, tell }) => {
    const { kind } = await getUser(trx, id);
    if (kind === 'bot')
      throw new Problem('forbidden', 'A bot cannot sign in, so it has no password to reset.');
    await writePassword(trx, tell, id, password);
    await note('password.reset', { userId: id });
  });
}

async function writePassword(
  trx: Kysely<Tables>,
  tell: Tell,
  id: string,
  password: NewPassword,
  butSeatId?: string,
): Promise<void> {
  await trx.updateTable('users').set(password).where('id', '=', id).execute();
  await endCredentials(trx, tell, id, 'revoked', butSeatId);
}

function wrongCurrentPassword(): Problem {
  return new Problem('invalid-credentials', 'The current password is not right.');
}
