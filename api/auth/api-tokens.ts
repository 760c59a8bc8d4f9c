import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { prepared } from '../../db/prepared.ts';
import type { ApiTokensTable } from '../../db/tables/api-tokens.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { ring } from '../events/bell.ts';
import { notFound } from '../problem.ts';
import type { ApiToken, Scope } from './contract.ts';
import { digest, newToken } from './tokens.ts';

export interface WantedToken {
  name: string;
  scopes: Scope[];
  expiresAt?: string | undefined;
}

/**
 * Makes a token for the holder of a session.
 *
 * @returns undefined where the session has ended meanwhile: whoever ends credentials holds the lock
 *   of the user's row, so that none can be made behind their back
 */
export async function createApiToken(
  db: Kysely<Tables>,
  { userId, id: seatId }: { userId: string; id: string },
  wanted: WantedToken,
): Promise<(ApiToken & { token: string }) | undefined> {
  return db.transaction().execute(async (trx) => {
    await lockUser(trx, userId);
    const seat = await trx
      .selectFrom('sessions')
      .select('id')
      .where('id', '=', seatId)
      .executeTakeFirst();
    return seat && insertApiToken(trx, userId, wanted);
  });
}

/**
 * Makes a token for a user on the word of whoever runs the server.
 *
 * @returns undefined where there is no such user, or they are disabled
 */
export async function grantApiToken(
  db: Kysely<Tables>,
  userId: string,
  wanted: WantedToken,
): Promise<(ApiToken & { token: string }) | undefined> {
  return db.transaction().execute(async (trx) => {
    const user = await lockUser(trx, userId);
    return user?.disabledAt === null ? insertApiToken(trx, userId, wanted) : undefined;
  });
}

async function lockUser(trx: Kysely<Tables>, id: string) {
  return trx
    .selectFrom('users')
    .select('disabledAt')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
}

async function insertApiToken(
  trx: Kysely<Tables>,
  userId: string,
  wanted: WantedToken,
): Promise<ApiToken & { token: string }> {
  const token = newToken('wsk_');
  const row = await trx
    .insertInto('apiTokens')
    .values({
      id: uuid(),
      digest: digest(token),
      userId,
      name: wanted.name,
      scopes: wanted.scopes,
      expiresAt: wanted.expiresAt === undefined ? null : new Date(wanted.expiresAt),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return { ...toApiToken(row), token };
}

export async function listApiTokens(db: Kysely<Tables>, userId: string): Promise<ApiToken[]> {
  const rows = await db
    .selectFrom('apiTokens')
    .selectAll()
    .where('userId', '=', userId)
    .orderBy('id')
    .execute();
  return rows.map(toApiToken);
}

/** @throws Problem `not-found` where the user has no such token */
export async function deleteApiToken(
  db: Kysely<Tables>,
  userId: string,
  id: string,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const deleted = await trx
      .deleteFrom('apiTokens')
      .where('id', '=', id)
      .where('userId', '=', userId)
      .executeTakeFirst();
    if (deleted.numDeletedRows === 0n) throw notFound('token');
    await ring(trx, 'credentials');
  });
}

export interface ApiTokenHolder {
  tokenDigest: string;
  tokenId: string;
  scopes: Scope[];
  userId: string;
  username: string;
  role: 'admin' | 'member';
}

/** Those of the tokens that work now, with their users. */
export async function findApiTokenHolders(
  db: Kysely<Tables>,
  digests: readonly string[],
): Promise<ApiTokenHolder[]> {
  return db
    .selectFrom('apiTokens')
    .modifyFront(prepared)
    .innerJoin('users', 'users.id', 'apiTokens.userId')
    .select([
      'apiTokens.digest as tokenDigest',
      'apiTokens.id as tokenId',
      'apiTokens.scopes',
      'users.id as userId',
      'users.username',
      'users.role',
    ])
    .where('apiTokens.digest', '=', sql<string>`any(${digests}::text[])`)
    .where('users.disabledAt', 'is', null)
    .where((eb) =>
      eb.or([
        eb('apiTokens.expiresAt', 'is', null),
        eb('apiTokens.expiresAt', '>', sql<Date>`clock_timestamp()`),
      ]),
    )
    .execute();
}

function toApiToken(row: Selectable<ApiTokensTable>): ApiToken {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}
