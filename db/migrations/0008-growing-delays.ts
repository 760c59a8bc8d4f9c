import { type Kysely, sql } from 'kysely';

/** The columns that were there stay as they are for servers of the version before. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table login_throttle add column attempted_at timestamptz`.execute(db);
}
