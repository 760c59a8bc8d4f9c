import { type Kysely, sql } from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Tables } from '../../../db/tables/tables.ts';
import { tooManyRequests } from '../../http/problem.ts';

/**
 * `free` attempts may come at once, and each is forgotten after `decayS` seconds. With that many
 * outstanding, the next has to wait FIRST_DELAY_S seconds, the one after it twice as long, and so
 * on up to `longestS`.
 */
const LIMITS = {
  pair: { free: 10, decayS: 90, longestS: 900 },
  address: { free: 100, decayS: 9, longestS: 60 },
  user: { free: 300, decayS: 3, longestS: 60 },
  device: { free: 20, decayS: 45, longestS: 60 },
  right: { free: 300, decayS: 3, longestS: 60 },
  current: { free: 10, decayS: 90, longestS: 900 },
};
type Kind = keyof typeof LIMITS;
const FIRST_DELAY_S = 4;
const MOST_REMEMBERED = 10_000;

/** Something that attempts are counted for. */
interface Counter {
  kind: Kind;
  key: string;
}

/** An attempt to prove who one is, by what it is counted for. */
export interface Attempt {
  /** Where a failure counts. The first is forgotten once an attempt was right. */
  counted: readonly Counter[];
  /** Where an attempt counts that was right. */
  right: Counter;
}

/**
 * A sign-in by password.
 *
 * @param network as `networkOf` names it
 * @param knownDevice the device's `place`, where the user has signed in from that device before
 */
export function signInAttempt(
  username: string,
  network: string,
  knownDevice: string | undefined,
): Attempt {
  const counted: Counter[] =
    knownDevice === undefined
      ? [
          { kind: 'pair', key: `${username}@${network}` },
          { kind: 'address', key: network },
          { kind: 'user', key: username },
        ]
      : [{ kind: 'device', key: `${username}@${knownDevice}` }];
  // By network too, so that a stranger cannot find out whether there is such a user.
  return { counted, right: { kind: 'right', key: `${username}@${network}` } };
}

/** Somebody who is signed in shows the password again. It locks nobody out of signing in. */
export function currentPasswordAttempt(username: string): Attempt {
  return {
    counted: [{ kind: 'current', key: username }],
    right: { kind: 'right', key: username },
  };
}

export interface Throttle {
  /** Whether this node knows that strangers of the network have to wait. */
  refuses(network: string): boolean;
  /** @throws Problem `too-many-requests` with `Retry-After` */
  check(attempt: Attempt): Promise<void>;
  failed(attempt: Attempt): Promise<void>;
  /** Forgets what was mistyped before, and counts that this attempt was right. */
  succeeded(attempt: Attempt): Promise<void>;
}

/**
 * Slows down guessing, and whoever signs in over and over. Attempts are counted for all nodes
 * together: by user and address, by address, and by user over all addresses. A stranger who uses
 * these up for a user does not lock the user out, since a device that the user has signed in from
 * before has a counter of its own.
 */
export function createThrottle(db: Kysely<Tables>): Throttle {
  // Those who are refused go on asking, which must not cost the database anything.
  const refused = new LRUCache<string, true>({ max: MOST_REMEMBERED, ttlResolution: 0 });

  return {
    refuses: (network) => refused.has(nameOf({ kind: 'address', key: network })),
    async check({ counted, right }) {
      const all = [...counted, right];
      for (const [name, { kind }] of all.map((counter) => [nameOf(counter), counter] as const)) {
        if (refused.has(name)) throw tooMany(refused.getRemainingTTL(name), kind);
      }
      const rows = await db
        .selectFrom('loginThrottle')
        .select(['key'])
        .select(sql<number>`(expire - ${nowMs})::float8`.as('owedMs'))
        .select(
          sql<number>`(${nowMs} - extract(epoch from attempted_at) * 1000)::float8`.as('agoMs'),
        )
        .where('key', 'in', all.map(nameOf))
        .where('attemptedAt', 'is not', null)
        .execute();
      for (const counter of all) {
        const name = nameOf(counter);
        const row = rows.find(({ key }) => key === name);
        const waitMs = row === undefined ? 0 : waitFor(counter.kind, row);
        if (waitMs <= 0) continue;
        refused.set(name, true, { ttl: waitMs });
        throw tooMany(waitMs, counter.kind);
      }
    },
    failed: ({ counted }) => add(db, counted),
    async succeeded({ counted: [own], right }) {
      if (own !== undefined) {
        await db.deleteFrom('loginThrottle').where('key', '=', nameOf(own)).execute();
      }
      await add(db, [right]);
    },
  };
}

/** How long the next attempt has to wait, in milliseconds; 0 or less where it may be made. */
export function waitFor(kind: Kind, { owedMs, agoMs }: { owedMs: number; agoMs: number }): number {
  const { free, decayS, longestS } = LIMITS[kind];
  const outstanding = Math.ceil(owedMs / 1000 / decayS);
  if (outstanding < free) return 0;
  return 1000 * Math.min(longestS, FIRST_DELAY_S * 2 ** (outstanding - free)) - agoMs;
}

async function add(db: Kysely<Tables>, counters: readonly Counter[]): Promise<void> {
  const owed = (kind: Kind) => sql<number>`${nowMs} + ${LIMITS[kind].decayS * 1000}::bigint`;
  await db
    .insertInto('loginThrottle')
    .values(
      counters.map((counter) => ({
        key: nameOf(counter),
        expire: owed(counter.kind),
        attemptedAt: sql<Date>`clock_timestamp()`,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        expire: sql<number>`greatest(login_throttle.expire, ${nowMs}) + excluded.expire - ${nowMs}`,
        attemptedAt: sql<Date>`excluded.attempted_at`,
      }),
    )
    .execute();
}

const nameOf = ({ kind, key }: Counter) => `${kind} ${key}`;
const nowMs = sql`floor(extract(epoch from statement_timestamp()) * 1000)::bigint`;

function tooMany(waitMs: number, limit: Kind) {
  return tooManyRequests(
    'Too many attempts to sign in. Wait as long as Retry-After says, or use a device that you have signed in from before.',
    waitMs,
    limit,
  );
}

/** Deletes counters that are back to nothing; each node calls it now and then. */
export async function forgetOldAttempts(db: Kysely<Tables>): Promise<void> {
  await db.deleteFrom('loginThrottle').where('expire', '<', Date.now()).execute();
}
