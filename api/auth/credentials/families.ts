import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { append } from '../../events/event-log.ts';
import { notFound } from '../../http/problem.ts';
import type { Tell } from '../../lib/log-line.ts';
import type { RememberedDevice } from '../contract.ts';
import { loggedTransaction } from '../logged-transaction.ts';
import { type DeviceTokenRow, revokeFamily } from '../proofs/device-tokens.ts';
import { endSeats } from '../seats/seats.ts';
import { act } from './actor.ts';
import { note } from './audit.ts';
import { byWhom, type Credential, type Operator, type UserActor } from './credential.ts';

/**
 * Ends a family of which a spent token was shown: it has two holders, and nobody can tell which is the
 * thief (RFC 9700, section 4.14.2). With it end the session that it opened and the API tokens that were
 * made there, and the user is told.
 */
export async function endStolenFamily(
  db: Kysely<Tables>,
  actor: Operator,
  { familyId, userId, deviceId }: DeviceTokenRow,
): Promise<void> {
  await loggedTransaction(db, actor.log, async (trx, tell) => {
    await trx.selectFrom('users').select('id').where('id', '=', userId).forNoKeyUpdate().execute();
    const tellWho: Tell = (fields, message) => tell({ ...fields, ...byWhom(actor) }, message);
    await endFamily(trx, tellWho, familyId);
    await trx.deleteFrom('apiTokens').where('familyId', '=', familyId).execute();
    const { name } = await trx
      .selectFrom('devices')
      .select('name')
      .where('id', '=', deviceId)
      .executeTakeFirstOrThrow();
    await note(trx, tell, actor, 'device-token.reused', { userId, targetId: deviceId });
    const data = { device: { id: deviceId, name }, at: new Date().toISOString() };
    await append(trx, [{ event: 'device-token.reused', data, userId }]);
  });
}

/** Ends the tokens of a family and the session that they opened. */
export async function endFamily(
  trx: Kysely<Tables>,
  tell: Tell,
  familyId: string,
  butSeatId?: string,
): Promise<void> {
  await revokeFamily(trx, familyId);
  await endSeats(trx, tell, 'revoked', { familyId, butSeatId });
}

/** The workstations on which the user stays signed in, the latest used first. */
export async function listRemembered(
  db: Kysely<Tables>,
  { userId, tokenDigest }: Pick<Credential, 'userId' | 'tokenDigest'>,
): Promise<RememberedDevice[]> {
  const rows = await db
    .selectFrom('deviceTokens as t')
    .innerJoin('devices as d', 'd.id', 't.deviceId')
    .leftJoin('sessions as s', (join) =>
      join.onRef('s.familyId', '=', 't.familyId').on('s.tokenDigest', '=', tokenDigest),
    )
    .select(['t.familyId as id', 'd.id as deviceId', 'd.name', 'd.platform'])
    .select(['t.createdAt as lastUsedAt', 's.id as seatId'])
    .select((eb) =>
      eb
        .selectFrom('deviceTokens as first')
        .select((first) => first.fn.min('first.createdAt').as('at'))
        .whereRef('first.familyId', '=', 't.familyId')
        .as('createdAt'),
    )
    .where('t.userId', '=', userId)
    .where('t.spentAt', 'is', null)
    .where('t.expiresAt', '>', sql<Date>`clock_timestamp()`)
    .orderBy('t.createdAt', 'desc')
    .execute();
  return rows.map(({ id, deviceId, name, platform, createdAt, lastUsedAt, seatId }) => ({
    id,
    device: { id: deviceId, name, platform },
    createdAt: (createdAt ?? lastUsedAt).toISOString(),
    lastUsedAt: lastUsedAt.toISOString(),
    isCurrent: seatId !== null,
  }));
}

/** @throws Problem `not-authenticated`; `not-found`, also for somebody else's */
export async function forgetRemembered(
  db: Kysely<Tables>,
  actor: UserActor,
  seatId: string,
  familyId: string,
): Promise<void> {
  const { userId } = actor;
  await act(db, actor, { users: [userId] }, async (trx, { note, tell }) => {
    const family = await trx
      .selectFrom('deviceTokens')
      .select('deviceId')
      .where('familyId', '=', familyId)
      .where('userId', '=', userId)
      .limit(1)
      .executeTakeFirst();
    if (family === undefined) throw notFound('remembered workstation');
    await endFamily(trx, tell, familyId, seatId);
    await note('device-token.deleted', { userId, targetId: family.deviceId });
  });
}
