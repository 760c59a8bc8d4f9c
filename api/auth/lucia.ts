import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type Adapter, Lucia, TimeSpan } from 'lucia';
import type { Tables } from '../../db/tables/tables.ts';
import { digest } from './tokens.ts';

declare module 'lucia' {
  interface Register {
    Lucia: SeatLucia;
    DatabaseSessionAttributes: SeatAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}
export type SeatLucia = Lucia<SeatAttributes, UserAttributes>;

/** What a session is beyond Lucia's own: the seat's public side. */
export interface SeatAttributes {
  seatId: string;
  deviceId: string;
  address: string | null;
  status: 'active' | 'away';
}

export interface UserAttributes {
  username: string;
  role: 'admin' | 'member';
}

/** A seat as it stands in the database together with its user; `remainingMs` is what the lease has left. */
export interface SeatRow extends SeatAttributes, UserAttributes {
  tokenDigest: string;
  userId: string;
  remainingMs: number;
}

export interface SeatStore {
  db: Kysely<Tables>;
  timeoutMs: number;
  /** Reads live seats by the digests of their tokens; batched by the caller where many ask at once. */
  find(tokenDigest: string): Promise<SeatRow | undefined>;
}

/**
 * Lucia on the seats. To Lucia a session's id is its token; to the database it is the token's
 * digest, and no other trace of the token is kept. Whether a lease is over is for the database's
 * clock to say, so what Lucia is told is how much of it is left, counted from this node's now.
 */
export function createLucia(store: SeatStore): SeatLucia {
  return new Lucia<SeatAttributes, UserAttributes>(createAdapter(store), {
    sessionExpiresIn: new TimeSpan(store.timeoutMs, 'ms'),
    sessionCookie: {
      name: 'workspace_session',
      expires: false,
      attributes: { sameSite: 'strict', path: '/' },
    },
    getSessionAttributes: ({ seatId, deviceId, address, status }) => ({
      seatId,
      deviceId,
      address,
      status,
    }),
    getUserAttributes: ({ username, role }) => ({ username, role }),
  });
}

function createAdapter({ db, timeoutMs, find }: SeatStore): Adapter {
  return {
    async getSessionAndUser(token) {
      const seat = await find(digest(token));
      if (seat === undefined) return [null, null];
      const { seatId, deviceId, address, status, username, role, userId } = seat;
      const session = {
        id: token,
        userId,
        expiresAt: new Date(Date.now() + seat.remainingMs),
        attributes: { seatId, deviceId, address, status },
      };
      return [session, { id: userId, attributes: { username, role } }];
    },

    async setSession({ id: token, userId, attributes }) {
      await db
        .insertInto('sessions')
        .values({
          tokenDigest: digest(token),
          id: attributes.seatId,
          userId,
          deviceId: attributes.deviceId,
          address: attributes.address,
          expiresAt: leaseEnd(timeoutMs),
        })
        .execute();
    },

    // Lucia asks for this when less than half of the lease is left: too little to wait for a batch.
    async updateSessionExpiration(token) {
      await db
        .transaction()
        .execute((trx) => renewLeases(trx, timeoutMs, [{ tokenDigest: digest(token) }]));
    },

    async getUserSessions(userId) {
      const seats = await liveSeats(db).where('sessions.userId', '=', userId).execute();
      return seats.map(({ tokenDigest, seatId, deviceId, address, status, remainingMs }) => ({
        id: tokenDigest,
        userId,
        expiresAt: new Date(Date.now() + remainingMs),
        attributes: { seatId, deviceId, address, status },
      }));
    },

    // A seat never just vanishes: `endSeats` ends it with a reason that its holder is told. Lucia
    // calls these for a lapsed session only, and `find` returns none.
    deleteSession: () => Promise.resolve(),
    deleteUserSessions: () => Promise.resolve(),
    deleteExpiredSessions: () => Promise.resolve(),
  };
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
 * To be called in a transaction before it reads the clock for a new lease. A beat that makes up for a
 * standstill moves the leases and then the clock: a lease in between would begin in the past.
 */
export async function holdLeaseClock(trx: Kysely<Tables>): Promise<void> {
  await trx.selectFrom('leaseClock').select('beatAt').forKeyShare().execute();
}

export const remainingMs = sql<number>`
  (extract(epoch from sessions.expires_at - ${leaseNow}) * 1000)::float8`;

function leaseEnd(timeoutMs: number) {
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

export function newSeatId(): string {
  return uuid();
}
