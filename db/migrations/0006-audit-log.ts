import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // No foreign keys: a line stays on record, whatever becomes of the user or the target.
  `create table audit_log (
    id uuid primary key,
    at timestamptz not null default clock_timestamp(),
    actor_id uuid,
    via text not null check (via in ('session', 'api-token', 'operator')),
    address text,
    action text not null,
    user_id uuid,
    target_id uuid,
    detail jsonb
  )`,
  `create index audit_log_actor_id on audit_log (actor_id, id)`,
  `create index audit_log_user_id on audit_log (user_id, id)`,
];
