import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Not rewritten: messages of before count from 1, however often they were edited.
  `alter table messages add column revision integer not null default 1`,
  `create index messages_reply_to_id on messages (reply_to_id) where reply_to_id is not null`,
  // For everyone, for the members of a channel, or for one user: an event that nobody hears is a mistake.
  `alter table event_log add constraint event_log_audience
    check (is_public or channel_id is not null or user_id is not null) not valid`,
];
