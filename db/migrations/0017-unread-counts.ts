import { type Kysely, sql } from 'kysely';

/** Indexes by which unread messages are counted: of one's own messages, and of those that are deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create index messages_author_id on messages (author_id, channel_id, seq)`,
  `create index messages_deleted on messages (channel_id, seq) where deleted_at is not null`,
];
