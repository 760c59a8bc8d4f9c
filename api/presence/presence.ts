import type { Kysely } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { leaseNow } from '../auth/seats/leases.ts';
import type { Presence } from './contract.ts';

/** How late, at most, a lapsed seat is ended, in milliseconds. */
const SWEEP_MS = 5_000;

/**
 * Who is connected: the live sessions at this moment, counted anew each time.
 *
 * @param timeoutMs the heartbeat timeout: a workstation that lost power is shown for that long
 */
export async function readPresence(db: Kysely<Tables>, timeoutMs: number): Promise<Presence> {
  const asOf = new Date();
  const rows = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.userId')
    .select(['users.id', 'users.username', 'users.displayName'])
    .select(['sessions.status', 'sessions.createdAt'])
    .where('sessions.expiresAt', '>', leaseNow)
    .orderBy('users.username')
    .execute();
  const users = rows.map((row) => ({
    userId: row.id,
    username: row.username,
    displayName: row.displayName,
    status: row.status,
    since: row.createdAt.toISOString(),
  }));
  return {
    online: users.length,
    users,
    asOf: asOf.toISOString(),
    maxStalenessMs: timeoutMs + SWEEP_MS,
  };
}
