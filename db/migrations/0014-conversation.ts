import { type Kysely, sql } from 'kysely';

/** Reactions, threads, pins, saved messages, settings of channels, and what users say of themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table channels drop constraint channels_kind_check`,
  `alter table channels drop constraint channels_check1`,
  `alter table channels add constraint channels_kind
    check (kind in ('public', 'private', 'direct', 'thread'))`,
  `alter table channels add constraint channels_named
    check ((kind in ('direct', 'thread')) = (name is null))`,
  // Whoever is in a thread's parent is in the thread, so it has no memberships of its own.
  `create table threads (
    channel_id uuid primary key references channels,
    parent_id uuid not null references channels,
    root_message_id uuid not null unique references messages,
    replies integer not null default 0,
    last_reply_at timestamptz,
    participant_ids uuid[] not null default '{}'
  )`,
  `create index threads_parent_id on threads (parent_id)`,
  `create table thread_readers (
    user_id uuid not null references users,
    channel_id uuid not null references threads,
    is_following boolean not null,
    last_read_seq integer not null default 0,
    read_at timestamptz,
    primary key (user_id, channel_id)
  )`,
  `create index thread_readers_channel_id on thread_readers (channel_id)`,
  // `revision` is the one of the message that brought the reaction; `first_revision` that of the
  // first reaction with the same emoji, after which emoji are ordered.
  `create table reactions (
    message_id uuid not null references messages,
    emoji text not null,
    user_id uuid not null references users,
    revision integer not null,
    first_revision integer not null,
    primary key (message_id, emoji, user_id)
  )`,
  `alter table messages add column pinned_at timestamptz`,
  `create index messages_pinned on messages (channel_id, pinned_at) where pinned_at is not null`,
  `create table saved_messages (
    user_id uuid not null references users,
    message_id uuid not null references messages,
    saved_at timestamptz not null default clock_timestamp(),
    primary key (user_id, message_id)
  )`,
  `create index saved_messages_saved_at on saved_messages (user_id, saved_at)`,
  // `hidden_seq`: a direct channel is hidden until it has a newer message than this.
  `create table channel_settings (
    user_id uuid not null references users,
    channel_id uuid not null references channels,
    notify text check (notify in ('all', 'mentions', 'nothing')),
    is_muted boolean not null default false,
    is_favourite boolean not null default false,
    hidden_seq integer,
    primary key (user_id, channel_id)
  )`,
  `alter table users
    add column status_emoji text,
    add column status_text text,
    add column status_until timestamptz,
    add column do_not_disturb_until timestamptz,
    add column time_zone text,
    add column shares_reads boolean not null default true`,
  // What messages said before they were edited or deleted, where the organisation keeps that.
  `create table message_texts (
    message_id uuid not null references messages,
    revision integer not null,
    body text not null,
    until timestamptz not null default clock_timestamp(),
    primary key (message_id, revision)
  )`,
  // True where the text is as the events before say, so that they need not be written over.
  `alter table event_log add column keeps_text boolean`,
];
