import { type Kysely, sql } from 'kysely';

/**
 * While `lease_now()` was volatile, it read the clock later than the statement around it read the
 * leases. If a beat moved both in between, live seats seemed to have ended.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter function lease_now() stable`.execute(db);
}
