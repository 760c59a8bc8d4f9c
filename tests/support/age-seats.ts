import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';

/**
 * Shortens every seat's lease by `ms` milliseconds, as if its user had been silent for that long.
 */
export async function ageSeats(db: Kysely<Tables>, ms: number): Promise<void> {
  const age = sql`${ms} * interval '1 millisecond'`;
  await db
    .updateTable('sessions')
    .set({
      expiresAt: sql<Date>`expires_at - ${age}`,
      lastHeartbeatAt: sql<Date>`last_heartbeat_at - ${age}`,
    })
    .execute();
}
