import { type Kysely, sql } from 'kysely';

/**
 * Every running server writes `beat_at` once a second. Two seconds after the last beat, no server
 * runs, and the clock of the leases stands at that beat until the next one. Before this migration it
 * ran on for those two seconds; the next beat took them back, and a lease that had ended in between
 * was alive again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create or replace function lease_now() returns timestamptz language sql stable as $$
    select case when clock_timestamp() > beat_at + interval '2 seconds' then beat_at
      else clock_timestamp() end from lease_clock $$`.execute(db);
}
