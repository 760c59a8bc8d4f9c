import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import { prepared } from '../../../db/prepared.ts';
import type { ApiTokensTable } from '../../../db/tables/api-tokens.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { ring } from '../../events/bell.ts';
import { notFound } from '../../http/problem.ts';
import type { ApiToken, Scope } from '../contract.ts';
import { act } from './actor.ts';
import type { Actor } from './credential.ts';
import { digest, newToken } from './tokens.ts';

export interface WantedToken {
  name: string;
  scopes: Scope[];
  expiresAt?: string | undefined;
}

/**
 * Makes a token for a user. The actor is that user, or whoever runs the server.
 *
 * @returns undefined where there is no such user, or they are disabled
 * @throws Problem `not-authenticated`
 */
export async function createApiToken(
  db: Kysely<Tables>,
  actor: Actor,
  userId: string,
  wanted: WantedToken,
): Promise<(ApiToken & { token: string }) | undefined> {
  // A change that ends the user's credentials holds the same lock, so it misses no new token.
  return act(db, actor, { users: [userId] }, async (trx, { note }) => {
    const user = await trx
      .selectFrom('users')
      .select('id')
      .where('id', '=', userId)
      .where('disabledAt', 'is', null)
      .executeTakeFirst();
    if (user === undefined) return undefined;
    const token = await insertApiToken(trx, userId, wanted, await findFamily(trx, actor));
    const { name, scopes } = token;
    await note('token.created', { userId, targetId: token.id, detail: { name, scopes } });
    return token;
  });
}

/** The family of the session that makes a token, which ends with it where a thief has it. */
async function findFamily(trx: Kysely<Tables>, actor: Actor): Promise<string | null> {
  if (actor.kind === 'operator') return null;
  const session = await trx
    .selectFrom('sessions')
    .select('familyId')
    .where('tokenDigest', '=', actor.tokenDigest)
    .executeTakeFirst();
  return session?.familyId ?? null;
}

async function insertApiToken(
  trx: Kysely<Tables>,
  userId: string,
  wanted: WantedToken,
  familyId: string | null,
): Promise<ApiToken & { token: string }> {
  const token = newToken('wsk_');
  const row = await trx
    .insertInto('apiTokens')
    .values({
      id: uuid(),
      familyId,
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
  actor: Actor,
  userId: string,
  id: string,
): Promise<void> {
  await act(db, actor, {}, async (trx, { note }) => {
    const deleted = await trx
      .deleteFrom('apiTokens')
      .where('id', '=', id)
      .where('userId', '=', userId)
      .executeTakeFirst();
    if (deleted.numDeletedRows === 0n) throw notFound('token');
    await note('token.deleted', { userId, targetId: id });
    await ring(trx, 'credentials');
  });
}

export interface ApiTokenHolder {
  tokenDigest: string;
  tokenId: string;
  scopes: Scope[];
  expiresAt: Date | null;
  userId: string;
  username: string;
  role: 'admin' | 'member';
}

/** The tokens among `digests` that work now, with their users. */
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
      'apiTokens.expiresAt',
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
