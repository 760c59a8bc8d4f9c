import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { type Indexed, toVector } from './vector.ts';
import type { Forms } from './words.ts';

/** A message as it is read for the index. */
export interface Source extends Indexed {
  id: string;
  homeId: string;
  revision: number;
}

const names = sql`(select string_agg(f.name, chr(10) order by f.place) from files f where f.message_id = m.id)`;

/** The messages that there are, without those that are deleted. */
export const sources = (db: Kysely<Tables>) =>
  db
    .selectFrom('messages as m')
    .leftJoin('threads as t', 't.channelId', 'm.channelId')
    .select(['m.id', 'm.authorId', 'm.createdAt', 'm.revision'])
    .select([
      sql<string>`coalesce(t.parent_id, m.channel_id)`.as('homeId'),
      sql<boolean>`t.parent_id is not null`.as('isOfThread'),
      // As `textOf` does it.
      sql<string>`concat_ws(chr(10), m.body, ${names})`.as('text'),
      sql<boolean>`${names} is not null`.as('hasFiles'),
    ])
    .where('m.body', 'is not', null);

/**
 * Indexes messages as they were read. One that has changed since, or that is being changed, is left
 * out: an edit that comes later waits for this transaction, and forgets what it has written.
 *
 * @returns the ids of those that were left out
 */
export async function indexMessages(
  trx: Kysely<Tables>,
  read: readonly Source[],
  forms: Forms,
): Promise<Set<string>> {
  if (read.length === 0) return new Set();
  const rows = read.map((source) => ({
    ...{ id: source.id, home: source.homeId, revision: source.revision },
    words: toVector(source, forms),
  }));
  const { rows: same } = await sql<{ id: string }>`
    with read as materialized (
      select id, home, revision, words
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id uuid, home uuid,
        revision int, words text)
    ), same as materialized (
      select m.id, read.home, m.created_at, read.words
      from read join messages m on m.id = read.id and m.revision = read.revision
      for share of m skip locked
    ), inserted as (
      insert into search_entries (message_id, home_id, created_at, words)
      select id, home, created_at, words::tsvector from same
      on conflict do nothing
    )
    select id from same`.execute(trx);
  const left = new Set(read.map(({ id }) => id));
  for (const { id } of same) left.delete(id);
  return left;
}
