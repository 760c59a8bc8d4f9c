import { type Kysely, sql } from 'kysely';

/** A bot is a user who writes and never signs in: without a password, and so without a seat. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users
    add column kind text not null default 'person' check (kind in ('person', 'bot')),
    alter column password_hash drop not null,
    add constraint users_password check (kind = 'bot' or password_hash is not null)`.execute(db);
}
