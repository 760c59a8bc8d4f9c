import { randomUUIDv7 as uuid } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { type Kysely, type Selectable, sql } from 'kysely';
import { violatedConstraint } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import type { UsersTable } from '../../db/tables/users.ts';
import { endCredentials } from '../auth/credentials.ts';
import { lockGeneral } from '../channels/general.ts';
import { join } from '../channels/memberships.ts';
import { ring } from '../events/bell.ts';
import { append } from '../events/event-log.ts';
import { notFound, Problem } from '../problem.ts';
import type { User, UserChange } from './contract.ts';

const columns = [
  'id',
  'username',
  'displayName',
  'role',
  'createdAt',
  'disabledAt',
] as const satisfies (keyof UsersTable)[];

export async function listUsers(db: Kysely<Tables>): Promise<User[]> {
  const rows = await db.selectFrom('users').select(columns).orderBy('username').execute();
  return rows.map(toUser);
}

/** @throws Problem `not-found` */
export async function getUser(db: Kysely<Tables>, id: string): Promise<User> {
  const row = await db.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound('user');
  return toUser(row);
}

export async function findUserByName(
  db: Kysely<Tables>,
  username: string,
): Promise<User | undefined> {
  const row = await db
    .selectFrom('users')
    .select(columns)
    .where('username', '=', username)
    .executeTakeFirst();
  return row && toUser(row);
}

export interface UserToAdd {
  username: string;
  passwordHash: string;
  displayName?: string | undefined;
  role?: 'admin' | 'member' | undefined;
}

/**
 * Adds a user, who is a member of the general channel from then on.
 *
 * @throws Problem `username-taken`
 */
export async function addUser(db: Kysely<Tables>, user: UserToAdd): Promise<User> {
  try {
    return await db.transaction().execute(async (trx) => {
      // Before the log, which is the last that anyone locks.
      const general = await lockGeneral(trx);
      const added = await insertUser(trx, user);
      await join(trx, general, added.id);
      return added;
    });
  } catch (error) {
    if (violatedConstraint(error) !== 'users_username_key') throw error;
    throw new Problem('username-taken', `Choose another name: ${user.username} exists.`);
  }
}

export async function insertUser(trx: Kysely<Tables>, user: UserToAdd): Promise<User> {
  const row = await trx
    .insertInto('users')
    .values({
      id: uuid(),
      username: user.username,
      displayName: user.displayName ?? user.username,
      role: user.role ?? 'member',
      passwordHash: user.passwordHash,
      disabledAt: null,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
  const added = toUser(row);
  await append(trx, [{ event: 'user.created', data: added }]);
  return added;
}

/**
 * Changes a user; disabling ends all credentials at once. Everyone is told, unless nothing changes.
 *
 * @throws Problem `not-found`, `last-admin`
 */
export async function changeUser(
  db: Kysely<Tables>,
  id: string,
  change: UserChange,
): Promise<User> {
  return db.transaction().execute(async (trx) => {
    const admins = await lockAdmins(trx);
    const loses = change.role === 'member' || change.disabled === true;
    if (loses && admins.every((admin) => admin.id === id) && admins.length > 0) {
      throw new Problem('last-admin', 'Make somebody else an administrator first.');
    }
    const before = await lockUser(trx, id);
    const user = {
      ...before,
      displayName: change.displayName ?? before.displayName,
      role: change.role ?? before.role,
      disabled: change.disabled ?? before.disabled,
    };
    if (change.disabled === true) await endCredentials(trx, id, 'disabled');
    if (isDeepStrictEqual(user, before)) return user;
    await trx
      .updateTable('users')
      .set({ displayName: user.displayName, role: user.role })
      .$if(user.disabled !== before.disabled, (query) =>
        query.set({ disabledAt: user.disabled ? sql<Date>`clock_timestamp()` : null }),
      )
      .where('id', '=', id)
      .execute();
    await ring(trx, 'presence');
    await append(trx, [{ event: 'user.updated', data: user }]);
    return user;
  });
}

async function lockUser(trx: Kysely<Tables>, id: string): Promise<User> {
  const row = await trx
    .selectFrom('users')
    .select(columns)
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (row === undefined) throw notFound('user');
  return toUser(row);
}

/** Two admins who demote each other at once must not both succeed. */
async function lockAdmins(trx: Kysely<Tables>): Promise<{ id: string }[]> {
  return trx
    .selectFrom('users')
    .select('id')
    .where('role', '=', 'admin')
    .where('disabledAt', 'is', null)
    .orderBy('id')
    .forNoKeyUpdate()
    .execute();
}

export async function findPasswordHash(
  db: Kysely<Tables>,
  id: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('users')
    .select('passwordHash')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.passwordHash;
}

/**
 * Sets a password and ends every credential of the user but the session it was changed in.
 *
 * @throws Problem `not-found`
 */
export async function setPassword(
  db: Kysely<Tables>,
  id: string,
  passwordHash: string,
  butSeatId?: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const updated = await trx
      .updateTable('users')
      .set({ passwordHash })
      .where('id', '=', id)
      .executeTakeFirst();
    if (updated.numUpdatedRows === 0n) throw notFound('user');
    await endCredentials(trx, id, 'revoked', butSeatId);
  });
}

function toUser(row: Pick<Selectable<UsersTable>, (typeof columns)[number]>): User {
  return {
    id: row.id,
    username: row.username,
    displayName: row.displayName,
    role: row.role,
    disabled: row.disabledAt !== null,
    createdAt: row.createdAt.toISOString(),
  };
}
