import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';

/** Leaves every seat with so many milliseconds less of its lease, as if its user had been silent. */
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
