import { type Kysely, sql } from 'kysely';

/**
 * The index of what messages say. The server fills it behind the commits, and from the newest message
 * to the oldest where there are some already; that is why no lock is held for long.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table search_entries (
    message_id uuid primary key,
    home_id uuid not null,
    created_at timestamptz not null,
    words tsvector not null
  )`,
  `create index search_entries_created_at on search_entries (created_at, message_id)`,
  `create index search_entries_home_id on search_entries (home_id, created_at)`,
  `create index search_entries_words on search_entries using gin (words)`,
  `create table search_state (
    singleton boolean primary key default true check (singleton),
    version integer not null default 0,
    position bigint not null,
    backfilled_to uuid,
    is_backfilled boolean not null default false
  )`,
  `insert into search_state (position) select position from event_log_head`,
  // An edited or deleted message is forgotten in the same transaction, whoever changes it. The edit's
  // event tells the server to index it anew.
  `create function forget_search_entry() returns trigger language plpgsql as $$
    begin
      delete from search_entries where message_id = old.id;
      return null;
    end $$`,
  `create trigger messages_search_entry after update of body or delete on messages
    for each row execute function forget_search_entry()`,
];
