import type { Kysely } from 'kysely';
import { type Adapter, Lucia, TimeSpan, verifyRequestOrigin } from 'lucia';
import type { Tables } from '../../db/tables/tables.ts';
import { digest } from './credentials/tokens.ts';
import {
  leaseEnd,
  liveSeats,
  renewLeases,
  type SeatAttributes,
  type SeatRow,
  type UserAttributes,
} from './seats/leases.ts';

declare module 'lucia' {
  interface Register {
    Lucia: SeatLucia;
    DatabaseSessionAttributes: SeatAttributes;
    DatabaseUserAttributes: UserAttributes;
  }
}
export type SeatLucia = Lucia<SeatAttributes, UserAttributes>;

export interface SeatStore {
  db: Kysely<Tables>;
  timeoutMs: number;
  /** Finds the live seat of a token's digest. The caller batches it where many ask at once. */
  find(tokenDigest: string): Promise<SeatRow | undefined>;
}

/**
 * Lucia, with the seats as its sessions. Lucia's id of a session is its token; the database keeps
 * only the token's digest. The database's clock decides whether a lease is over, so Lucia is given
 * the time that is left of it, counted from now on this node's clock.
 */
export function createLucia(store: SeatStore): SeatLucia {
  return new Lucia<SeatAttributes, UserAttributes>(createAdapter(store), {
    sessionExpiresIn: new TimeSpan(store.timeoutMs, 'ms'),
    getSessionAttributes: ({ seatId, deviceId, keyId, address, status }) => ({
      seatId,
      deviceId,
      keyId,
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
      const { seatId, deviceId, keyId, address, status, username, role, userId } = seat;
      const session = {
        id: token,
        userId,
        expiresAt: new Date(Date.now() + seat.remainingMs),
        attributes: { seatId, deviceId, keyId, address, status },
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
          keyId: attributes.keyId,
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
      return seats.map(
        ({ tokenDigest, seatId, deviceId, keyId, address, status, remainingMs }) => ({
          id: tokenDigest,
          userId,
          expiresAt: new Date(Date.now() + remainingMs),
          attributes: { seatId, deviceId, keyId, address, status },
        }),
      );
    },

    // Only `endSeats` ends a seat, with a reason that its holder is told. Lucia calls these only
    // for a lapsed session, and `find` returns none.
    deleteSession: () => Promise.resolve(),
    deleteUserSessions: () => Promise.resolve(),
    deleteExpiredSessions: () => Promise.resolve(),
  };
}

/** Whether a page of this origin is the server's own, as the request's Host names it. */
export function isOwnOrigin(origin: string, host: string): boolean {
  return verifyRequestOrigin(origin, [host]);
}
