import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table server_identity (
    singleton boolean primary key default true check (singleton),
    epoch text not null,
    lineage text not null,
    secret text not null
  )`,
  `create table lease_clock (
    singleton boolean primary key default true check (singleton),
    beat_at timestamptz not null
  )`,
  `insert into lease_clock (beat_at) values (clock_timestamp())`,
  // Every running server beats once a second. Two seconds without a beat mean that none runs,
  // and then the clock of the leases stands still until the next beat has made up for the gap.
  `create function lease_now() returns timestamptz language sql volatile as
    $$ select least(clock_timestamp(), beat_at + interval '2 seconds') from lease_clock $$`,

  `create table users (
    id uuid primary key,
    username text not null unique check (username = lower(username)),
    display_name text not null,
    role text not null check (role in ('admin', 'member')),
    password_hash text not null,
    created_at timestamptz not null default clock_timestamp(),
    disabled_at timestamptz
  )`,
  `create table devices (
    id uuid primary key,
    fingerprint_hash text not null unique,
    name text not null,
    platform text,
    created_at timestamptz not null default clock_timestamp()
  )`,
  `create table user_devices (
    user_id uuid not null references users,
    device_id uuid not null references devices,
    last_signed_in_at timestamptz not null default clock_timestamp(),
    primary key (user_id, device_id)
  )`,

  // The seats: one session a user, one a device, and one an address where that is asked for.
  `create table sessions (
    token_digest text primary key,
    id uuid not null unique,
    user_id uuid not null references users,
    device_id uuid not null references devices,
    address text,
    status text not null default 'active' check (status in ('active', 'away')),
    created_at timestamptz not null default clock_timestamp(),
    last_heartbeat_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    constraint sessions_one_per_user unique (user_id),
    constraint sessions_one_per_device unique (device_id),
    constraint sessions_one_per_address unique (address)
  )`,
  `create table ended_sessions (
    token_digest text primary key,
    session_id uuid not null unique,
    user_id uuid not null references users,
    reason text not null,
    ended_at timestamptz not null default clock_timestamp()
  )`,
  `create index ended_sessions_ended_at on ended_sessions (ended_at)`,
  `create table device_tokens (
    digest text primary key,
    family_id uuid not null,
    user_id uuid not null references users,
    device_id uuid not null references devices,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz not null,
    spent_at timestamptz
  )`,
  `create index device_tokens_family_id on device_tokens (family_id)`,
  `create index device_tokens_user_id on device_tokens (user_id, device_id)`,
  `create index device_tokens_expires_at on device_tokens (expires_at)`,
  `create table api_tokens (
    id uuid primary key,
    digest text not null unique,
    user_id uuid not null references users,
    name text not null,
    scopes text[] not null,
    created_at timestamptz not null default clock_timestamp(),
    expires_at timestamptz
  )`,
  `create index api_tokens_user_id on api_tokens (user_id)`,
  `create table login_throttle (
    key varchar(255) primary key,
    points integer not null default 0,
    expire bigint
  )`,

  `create table channels (
    id uuid primary key,
    kind text not null check (kind in ('public', 'private', 'direct')),
    name text,
    name_key text unique,
    topic text not null default '',
    direct_key text unique,
    is_general boolean not null default false,
    created_by uuid not null references users,
    created_at timestamptz not null default clock_timestamp(),
    last_seq integer not null default 0,
    deleted_at timestamptz,
    check ((kind = 'direct') = (direct_key is not null)),
    check ((kind = 'direct') = (name is null))
  )`,
  `create unique index channels_one_general on channels (is_general) where is_general`,
  `create table memberships (
    channel_id uuid not null references channels,
    user_id uuid not null references users,
    joined_position bigint not null,
    left_position bigint,
    last_read_seq integer not null,
    read_at timestamptz,
    primary key (channel_id, user_id, joined_position)
  )`,
  `create unique index memberships_current on memberships (channel_id, user_id)
    where left_position is null`,
  `create index memberships_user_id on memberships (user_id)`,
  `create table messages (
    id uuid primary key,
    channel_id uuid not null references channels,
    seq integer not null,
    author_id uuid not null references users,
    client_id uuid,
    body text,
    reply_to_id uuid references messages,
    created_at timestamptz not null default clock_timestamp(),
    edited_at timestamptz,
    deleted_at timestamptz,
    constraint messages_dense unique (channel_id, seq),
    constraint messages_once unique (author_id, client_id)
  )`,
  `create table mentions (
    user_id uuid not null references users,
    channel_id uuid not null references channels,
    seq integer not null,
    primary key (user_id, channel_id, seq)
  )`,
  `create index mentions_channel_id on mentions (channel_id, seq)`,

  `create table event_log (
    position bigint primary key,
    type text not null,
    channel_id uuid,
    user_id uuid,
    member_ids uuid[],
    is_public boolean not null,
    data text not null,
    created_at timestamptz not null default clock_timestamp()
  )`,
  `create table event_log_head (
    singleton boolean primary key default true check (singleton),
    position bigint not null,
    floor bigint not null
  )`,
  `insert into event_log_head (position, floor) values (0, 0)`,
];
