import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Messages that are there already have revision 1, however often they were edited.
  `alter table messages add column revision integer not null default 1`,
  `create index messages_reply_to_id on messages (reply_to_id) where reply_to_id is not null`,
  // An event is for everyone, for a channel's members, or for one user; never for nobody.
  `alter table event_log add constraint event_log_audience
    check (is_public or channel_id is not null or user_id is not null) not valid`,
];
