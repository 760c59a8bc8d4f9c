import { type Kysely, sql } from 'kysely';

/** Files of messages. Their bytes are in a storage outside the database. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table files (
    id uuid primary key,
    storage_key text not null unique,
    thumbnail_key text unique,
    thumbnail_sha256 text,
    uploader_id uuid not null references users,
    message_id uuid references messages,
    home_id uuid references channels,
    place integer,
    name text not null,
    type text not null,
    size bigint not null,
    sha256 text not null,
    width integer,
    height integer,
    created_at timestamptz not null default date_trunc('milliseconds', clock_timestamp()),
    check ((message_id is null) = (place is null) and (message_id is null) = (home_id is null)),
    check ((thumbnail_key is null) = (thumbnail_sha256 is null)),
    unique (message_id, place)
  )`,
  `create index files_home_id on files (home_id, message_id, place)`,
  `create index files_uploader_id on files (uploader_id)`,
  `create index files_created_at on files (created_at)`,
  `create index files_in_no_message on files (created_at) where message_id is null`,
  // A file, without a foreign key: files refer to users.
  `alter table users add column avatar_id uuid unique`,
  // What is in the storage and is no file: an upload is noted here before its first byte, and whoever
  // deletes a file commits this with it. The bytes go afterwards.
  `create table files_to_remove (
    storage_key text primary key,
    remove_at timestamptz not null default clock_timestamp()
  )`,
  `create index files_to_remove_remove_at on files_to_remove (remove_at)`,
  // A backup holds it while it copies, so that what it names is still there.
  `create table file_removal (
    singleton boolean primary key default true check (singleton),
    held_until timestamptz not null
  )`,
  `insert into file_removal (held_until) values ('epoch')`,
  // A message is found by the names of its files, too.
  `create function forget_search_entry_of_file() returns trigger language plpgsql as $$
    begin
      delete from search_entries where message_id = old.message_id;
      return null;
    end $$`,
  `create trigger files_search_entry after delete on files
    for each row execute function forget_search_entry_of_file()`,
];
