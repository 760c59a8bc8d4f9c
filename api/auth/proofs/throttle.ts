import { CompiledQuery, type Kysely } from 'kysely';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Tables } from '../../../db/tables/tables.ts';
import { tooManyRequests } from '../../http/problem.ts';

const WINDOW_SECONDS = 15 * 60;

/** The failures in a window after which a key has to wait for the window's end. */
const LIMITS = { pair: 10, address: 100, user: 300, knownDevice: 20 };

export interface Attempt {
  /** The user name as typed, in lower case, whether there is such a user or not. */
  username: string;
  address: string;
  /** Set where this user has signed in from this device before. */
  knownFingerprintHash: string | undefined;
}

export interface Throttle {
  /** @throws Problem `too-many-requests` with `Retry-After` */
  check(attempt: Attempt): Promise<void>;
  failed(attempt: Attempt): Promise<void>;
  succeeded(attempt: Attempt): Promise<void>;
}

/**
 * Slows down guessing. Failures are counted for all nodes together: by user and address, by
 * address, and by user over all addresses. A stranger who uses these up for a user does not lock
 * the user out, since a device that the user has signed in from before has a counter of its own.
 */
export function createThrottle(db: Kysely<Tables>): Throttle {
  const storeClient = {
    async query({ text, values = [] }: { text: string; values?: unknown[] }) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, values));
      return { rows, rowCount: rows.length };
    },
  };
  const limiter = (keyPrefix: keyof typeof LIMITS) =>
    new RateLimiterPostgres({
      storeClient,
      storeType: 'client',
      tableName: 'login_throttle',
      tableCreated: true,
      clearExpiredByTimeout: false,
      keyPrefix,
      points: LIMITS[keyPrefix],
      duration: WINDOW_SECONDS,
    });
  const limiters = {
    pair: limiter('pair'),
    address: limiter('address'),
    user: limiter('user'),
    knownDevice: limiter('knownDevice'),
  };

  function counters({ username, address, knownFingerprintHash }: Attempt) {
    return knownFingerprintHash === undefined
      ? [
          { limiter: limiters.pair, key: `${username}@${address}` },
          { limiter: limiters.address, key: address },
          { limiter: limiters.user, key: username },
        ]
      : [{ limiter: limiters.knownDevice, key: `${username}@${knownFingerprintHash}` }];
  }

  return {
    async check(attempt) {
      for (const { limiter, key } of counters(attempt)) {
        const state = await limiter.get(key);
        if (state !== null && state.consumedPoints >= limiter.points) {
          throw tooManyRequests(
            'Too many failed attempts to sign in. Wait as long as Retry-After says, or use a device that you have signed in from before.',
            state.msBeforeNext,
          );
        }
      }
    },
    async failed(attempt) {
      for (const { limiter, key } of counters(attempt)) {
        await limiter.consume(key).catch(ignoreExhaustion);
      }
    },
    async succeeded(attempt) {
      const [own] = counters(attempt);
      await own?.limiter.delete(own.key);
    },
  };
}

/** The limiter rejects with its state where a key is used up, and with an error where it failed. */
function ignoreExhaustion(reason: unknown): void {
  if (!(reason instanceof RateLimiterRes)) throw reason;
}

/** Deletes counters whose window is over; each node calls it now and then. */
export async function forgetOldAttempts(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('loginThrottle').where('expire', '<', Date.now()).execute();
}
