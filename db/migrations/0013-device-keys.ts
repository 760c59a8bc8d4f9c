import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A workstation has several keys: one for each user of its operating system.
  `create table device_keys (
    id uuid primary key,
    device_id uuid not null references devices,
    public_key text not null,
    state text not null check (state in ('enrolled', 'waiting', 'blocked')),
    added_by uuid not null references users,
    created_at timestamptz not null default clock_timestamp(),
    last_used_at timestamptz,
    unique (device_id, public_key)
  )`,
  `alter table devices
    add column is_proved boolean not null default false,
    add column is_named boolean not null default false,
    add column blocked_at timestamptz`,
  `alter table user_devices add column key_id uuid references device_keys`,
  `create index user_devices_device_id on user_devices (device_id)`,
  `create index user_devices_key_id on user_devices (key_id)`,
  `alter table device_tokens add column key_id uuid references device_keys`,
  `create index device_tokens_device_id on device_tokens (device_id)`,
  `alter table sessions add column key_id uuid references device_keys`,
];
