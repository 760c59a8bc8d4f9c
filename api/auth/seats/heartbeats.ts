import type { Kysely } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import { ring } from '../../events/bell.ts';
import { type Renewal, renewLeases } from './leases.ts';

const FLUSH_INTERVAL_MS = 1_000;

export interface Heartbeats {
  /** Renews the seat's lease within a second, together with all others. */
  touch(tokenDigest: string): void;
  /** Renews the lease and changes what presence shows, at once. */
  setStatus(tokenDigest: string, status: 'active' | 'away'): Promise<void>;
  /** Writes the gathered heartbeats now. */
  flush(): Promise<void>;
  /** Flushes and stops. */
  stop(): Promise<void>;
}

/**
 * Heartbeats of a second are written together. That is early enough because a lease with less than
 * half of its time left is renewed at once, by Lucia's own rule.
 */
export function createHeartbeats(
  db: Kysely<Tables>,
  timeoutMs: number,
  onFault: (error: unknown) => void,
): Heartbeats {
  let gathered = new Map<string, Renewal>();

  async function flush(): Promise<void> {
    if (gathered.size === 0) return;
    const renewals = [...gathered.values()];
    gathered = new Map();
    // They are lost while the database cannot be reached; but then the lease clock stands still.
    await db
      .transaction()
      .execute((trx) => renewLeases(trx, timeoutMs, renewals))
      .catch(onFault);
  }

  // Where the timeout is short, a quarter of it, so that half a lease always outlasts the wait.
  const timer = setInterval(() => void flush(), Math.min(FLUSH_INTERVAL_MS, timeoutMs / 4));
  return {
    touch(tokenDigest) {
      gathered.set(tokenDigest, { tokenDigest });
    },
    async setStatus(tokenDigest, status) {
      await db.transaction().execute(async (trx) => {
        await renewLeases(trx, timeoutMs, [{ tokenDigest, status }]);
        await ring(trx, 'presence');
      });
    },
    flush,
    async stop() {
      clearInterval(timer);
      await flush();
    },
  };
}
