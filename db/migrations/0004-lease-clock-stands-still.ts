import { type Kysely, sql } from 'kysely';

/**
 * Where no server has beaten for two seconds, the clock stands at the last beat: the next beat gives
 * all time since then back, so a lease that had less than two seconds left was over until it came,
 * and lived again afterwards.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create or replace function lease_now() returns timestamptz language sql stable as $$
    select case when clock_timestamp() > beat_at + interval '2 seconds' then beat_at
      else clock_timestamp() end from lease_clock $$`.execute(db);
}
