import { type Kysely, sql } from 'kysely';

/** Whoever was given a password by an administrator chooses another one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column must_change_password boolean not null default false`.execute(
    db,
  );
}
