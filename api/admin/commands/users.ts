import type { Kysely } from 'kysely';
import { z } from 'zod';
import type { Tables } from '../../../db/tables/tables.ts';
import { newUserSchema, passwordSchema, type User, userSchema } from '../../users/contract.ts';
import { isSetupRequired, setUp } from '../../users/setup.ts';
import {
  addUser,
  changeUser,
  findUserByName,
  listUsers,
  resetPassword as reset,
} from '../../users/users.ts';
import { findWeakness } from '../../users/weak-passwords.ts';
import { Refusal } from '../refusal.ts';
import { defineCommand } from './command.ts';

export const createUser = defineCommand({
  name: 'user-create',
  input: newUserSchema,
  result: userSchema,
  async run({ database: { db }, passwords, operator }, { password, ...user }) {
    const isFirst = await isSetupRequired(db);
    if (isFirst && user.role === 'member') {
      throw new Refusal('the first user is the administrator: leave --role out');
    }
    requireStrong(password, user);
    const wanted = { ...user, passwordHash: await passwords.hash(password) };
    return isFirst ? setUp(db, operator, wanted) : addUser(db, operator, wanted);
  },
});

export const setUserDisabled = defineCommand({
  name: 'user-set-disabled',
  input: z.object({ username: z.string(), disabled: z.boolean() }),
  result: userSchema,
  async run({ database: { db }, operator }, { username, disabled }) {
    const { id } = await getUserNamed(db, username);
    return changeUser(db, operator, id, { disabled });
  },
});

export const resetPassword = defineCommand({
  name: 'user-reset-password',
  input: z.object({ username: z.string(), password: passwordSchema }),
  result: userSchema,
  async run({ database: { db }, passwords, operator }, { username, password }) {
    const user = await getUserNamed(db, username);
    requireStrong(password, user);
    const passwordHash = await passwords.hash(password);
    await reset(db, operator, user.id, { passwordHash, mustChangePassword: true });
    return user;
  },
});

export const listAllUsers = defineCommand({
  name: 'user-list',
  input: z.object({}),
  result: z.array(userSchema),
  run: ({ database: { db } }) => listUsers(db),
});

/** @throws Refusal where the password is easy to guess */
function requireStrong(
  password: string,
  user: { username: string; displayName?: string | undefined },
): void {
  const weakness = findWeakness(password, user);
  if (weakness !== undefined) throw new Refusal(`password: ${weakness}`);
}

/** @throws Refusal */
export async function getUserNamed(db: Kysely<Tables>, username: string): Promise<User> {
  const user = await findUserByName(db, username.toLowerCase());
  if (user !== undefined) return user;
  throw new Refusal(`there is no user ${username}; "user list" shows who there is`);
}
