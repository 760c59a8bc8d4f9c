import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { EndReason } from '../../../db/tables/sessions.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { ring } from '../../events/bell.ts';
import type { Tell } from '../../lib/log-line.ts';
import { leaseNow } from '../seats/leases.ts';
import { endSeats } from '../seats/seats.ts';
import type { Credential } from './credential.ts';

/** Ends the user's session, API tokens and device tokens; keeps the session `butSeatId`. */
export async function endCredentials(
  trx: Kysely<Tables>,
  tell: Tell,
  userId: string,
  reason: EndReason,
  butSeatId?: string,
): Promise<void> {
  await endSeats(trx, tell, reason, { userId, butSeatId });
  await trx.deleteFrom('apiTokens').where('userId', '=', userId).execute();
  await trx.deleteFrom('deviceTokens').where('userId', '=', userId).execute();
  await ring(trx, 'credentials');
}

/**
 * SQL for whether a credential works, as of the beginning of the statement that it is part of. A
 * statement that acts for the credential asks this itself and saves a trip. True or null.
 *
 * @param row the relation that has the credential's `kind` and `token_digest`
 */
export function works(row: string): RawBuilder<true | null> {
  const tokenDigest = sql.ref(`${row}.tokenDigest`);
  return sql`case ${sql.ref(`${row}.kind`)}
    when 'session' then (select true from sessions s
      where s.token_digest = ${tokenDigest} and s.expires_at > ${leaseNow})
    else (select true from api_tokens t join users u on u.id = t.user_id
      where t.digest = ${tokenDigest} and u.disabled_at is null
        and (t.expires_at is null or t.expires_at > clock_timestamp()))
    end`;
}

/** Those of the credentials that have ended: the reasons by id. */
export async function findEnded(
  db: Kysely<Tables>,
  credentials: readonly Pick<Credential, 'kind' | 'id'>[],
): Promise<Map<string, EndReason>> {
  const idsOf = (wanted: Credential['kind']) =>
    credentials.flatMap(({ kind, id }) => (kind === wanted ? [id] : []));
  const { rows } = await sql<{ id: string; reason: EndReason }>`
    select id, coalesce(e.reason, 'revoked') as reason
    from unnest(${idsOf('session')}::uuid[]) id left join ended_sessions e on e.session_id = id.id
    where not exists (select from sessions s where s.id = id.id)
    union all
    select id, 'revoked' from unnest(${idsOf('api-token')}::uuid[]) id
    where not exists (
      select from api_tokens t
      where t.id = id.id and (t.expires_at is null or t.expires_at > clock_timestamp()))`.execute(
    db,
  );
  return new Map(rows.map((row) => [row.id, row.reason]));
}

/** Deletes what ended over a week ago: why sessions ended, and expired device and API tokens. */
export async function forgetDeadCredentials(db: Kysely<Tables>): Promise<void> {
  const weekAgo = sql<Date>`clock_timestamp() - interval '7 days'`;
  await db.deleteFrom('endedSessions').where('endedAt', '<', weekAgo).execute();
  await db.deleteFrom('deviceTokens').where('expiresAt', '<', weekAgo).execute();
  await db.deleteFrom('apiTokens').where('expiresAt', '<', weekAgo).execute();
}
