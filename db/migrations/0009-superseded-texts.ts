import { type Kysely, sql } from 'kysely';

/**
 * Each event of a message names it, so that the log can write over a text that is edited or deleted.
 * What it says of earlier revisions is written over here.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table event_log add column message_id uuid`,
  `update event_log set message_id = (data::json->>'id')::uuid where type like 'message.%'`,
  `create index event_log_message_id on event_log (message_id) where message_id is not null`,
  `update event_log e set data = newest.data
   from event_log newest
   join (
     select message_id, max(position) as position from event_log
     where message_id is not null group by message_id
   ) last using (position)
   where e.message_id = newest.message_id and e.position < newest.position`,
];
