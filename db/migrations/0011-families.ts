import { type Kysely, sql } from 'kysely';

/**
 * What a remembered workstation has opened is known by the family of its device tokens, so that it can
 * be ended with it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table sessions add column family_id uuid`.execute(db);
  await sql`alter table api_tokens add column family_id uuid`.execute(db);
}
