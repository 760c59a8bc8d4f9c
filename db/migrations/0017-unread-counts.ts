import { type Kysely, sql } from 'kysely';

/** What makes the number of unread messages less than the distance to the newest, by index alone. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index messages_author_id on messages (author_id, channel_id, seq)`,
  `create index messages_deleted on messages (channel_id, seq) where deleted_at is not null`,
];
