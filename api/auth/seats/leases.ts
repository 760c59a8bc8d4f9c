import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';

/** The attributes of a session beyond Lucia's own. */
export interface SeatAttributes {
  seatId: string;
  deviceId: string;
  keyId: string | null;
  address: string | null;
  status: 'active' | 'away';
}

export interface UserAttributes {
  username: string;
  role: 'admin' | 'member';
}

/** A seat in the database, with its user; `remainingMs` is the time that is left of the lease. */
export interface SeatRow extends SeatAttributes, UserAttributes {
  tokenDigest: string;
  userId: string;
  remainingMs: number;
}

/** The seats whose lease has not run out, with their users. */
export function liveSeats(db: Kysely<Tables>) {
  return db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select([
      'sessions.tokenDigest',
      'sessions.id as seatId',
      'sessions.userId',
      'sessions.deviceId',
      'sessions.keyId',
      'sessions.address',
      'sessions.status',
      'users.username',
      'users.role',
      remainingMs.as('remainingMs'),
    ])
    .where('sessions.expiresAt', '>', leaseNow);
}

/** Now on the clock of the leases, which stands still while no server runs. */
export const leaseNow = sql<Date>`(select lease_now())`;

/**
 * Locks the lease clock. A transaction calls it before reading the clock for a new lease: a beat
 * after a standstill moves the leases and then the clock, and a lease made in between would begin
 * in the past.
 */
export async function holdLeaseClock(trx: Kysely<Tables>): Promise<void> {
  await trx.selectFrom('leaseClock').select('beatAt').forKeyShare().execute();
}

export const remainingMs = sql<number>`
  (extract(epoch from sessions.expires_at - ${leaseNow}) * 1000)::float8`;

export function leaseEnd(timeoutMs: number) {
  return sql<Date>`${leaseNow} + ${timeoutMs} * interval '1 millisecond'`;
}

export interface Renewal {
  tokenDigest: string;
  /** Left as it is where absent. */
  status?: 'active' | 'away' | undefined;
}

/** Gives each live seat a whole lease again, in a transaction. A seat that is over stays over. */
export async function renewLeases(
  trx: Kysely<Tables>,
  timeoutMs: number,
  renewals: readonly Renewal[],
): Promise<void> {
  const digests = renewals.map((renewal) => renewal.tokenDigest);
  const statuses = renewals.map((renewal) => renewal.status ?? null);
  await holdLeaseClock(trx);
  // Rows are locked in one order, so that two nodes that renew the same seats cannot deadlock.
  await sql`
    update sessions set
      last_heartbeat_at = clock_timestamp(),
      expires_at = ${leaseEnd(timeoutMs)},
      status = coalesce(renewal.status, sessions.status)
    from (
      select s.token_digest, r.status
      from sessions s
      join unnest(${digests}::text[], ${statuses}::text[]) r(token_digest, status) using (token_digest)
      where s.expires_at > ${leaseNow}
      order by s.token_digest for update of s
    ) renewal
    where sessions.token_digest = renewal.token_digest`.execute(trx);
}
