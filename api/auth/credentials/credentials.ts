import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { EndReason } from '../../../db/tables/sessions.ts';
import type { Tables } from '../../../db/tables/tables.ts';
import { ring } from '../../events/bell.ts';
import { leaseNow } from '../seats/leases.ts';
import { endSeats } from '../seats/seats.ts';
import type { Credential } from './credential.ts';

/** Ends whatever lets the user in, session, API tokens and device tokens, but for one session. */
export async function endCredentials(
  trx: Kysely<Tables>,
  userId: string,
  reason: EndReason,
  butSeatId?: string,
): Promise<void> {
  await endSeats(trx, reason, { userId, butSeatId });
  await trx.deleteFrom('apiTokens').where('userId', '=', userId).execute();
  await trx.deleteFrom('deviceTokens').where('userId', '=', userId).execute();
  await ring(trx, 'credentials');
}

/**
 * Whether a credential works, for a statement that does what it is used for: as of that statement's
 * beginning, and without a trip of its own. True or null.
 *
 * @param row what holds its `kind` and its `token_digest`
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

/** Of the credentials, those that are over, by id, each with its reason. */
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

/** Forgets why sessions of more than a week ago ended, and secrets that no longer work. */
export async function forgetDeadCredentials(db: Kysely<Tables>): Promise<void> {
  const weekAgo = sql<Date>`clock_timestamp() - interval '7 days'`;
  await db.deleteFrom('endedSessions').where('endedAt', '<', weekAgo).execute();
  await db.deleteFrom('deviceTokens').where('expiresAt', '<', weekAgo).execute();
  await db.deleteFrom('apiTokens').where('expiresAt', '<', weekAgo).execute();
}
