import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // A name that is refused because of a private channel tells that there is one.
  `alter table channels drop constraint channels_name_key_key`,
  // Servers of an older version, which may still run meanwhile, know it by the name that it had.
  `create unique index channels_name_key_key on channels (name_key) where kind = 'public'`,
];
