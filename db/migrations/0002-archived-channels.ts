import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table channels add column archived_at timestamptz`.execute(db);
}
