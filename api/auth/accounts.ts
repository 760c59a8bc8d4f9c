import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { notFound } from '../http/problem.ts';
import type { User } from '../users/contract.ts';
import { toUser, userColumns } from '../users/user.ts';

/** @throws Problem `not-found` */
export async function getUser(db: Kysely<Tables>, id: string): Promise<User> {
  const row = await db
    .selectFrom('users')
    .select(userColumns)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('user');
  return toUser(row);
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
  return row?.passwordHash ?? undefined;
}
