import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';

/** Written by time, by every request, and behind the commits. */
const RESTLESS = [
  'files_to_remove',
  'lease_clock',
  'login_throttle',
  'search_entries',
  'search_state',
];

/**
 * Returns a function that reads a digest of each table. Two of them differ where anything was
 * written between, heartbeats and counted sign-ins excepted.
 */
export async function stateReader(
  db: Kysely<Tables>,
): Promise<() => Promise<Record<string, string>>> {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_name not like 'kysely%'`.execute(db);
  const digests = tables
    .filter(({ name }) => !RESTLESS.includes(name))
    .map(
      ({ name }) => sql`
        select ${name} as name, md5(string_agg(line, '' order by line)) as digest
        from (select (to_jsonb(t) ${heartbeats(name)})::text as line from ${sql.table(name)} t) l`,
    );
  const query = sql<{ name: string; digest: string | null }>`
    ${sql.join(digests, sql` union all `)}`;
  return async () => {
    const { rows } = await query.execute(db);
    return Object.fromEntries(rows.map(({ name, digest }) => [name, digest ?? 'empty']));
  };
}

const heartbeats = (table: string) =>
  table === 'sessions' ? sql`- '{expires_at,last_heartbeat_at}'::text[]` : sql``;
