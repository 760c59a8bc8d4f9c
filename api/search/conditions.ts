import { type RawBuilder, sql } from 'kysely';
import { homeOf } from '../channels/home.ts';
import type { Query } from './query.ts';
import type { Scope } from './scope.ts';
import type { Term } from './terms.ts';
import { authorLexeme, FILE, LINK, THREAD } from './vector.ts';

/** All that the index knows of what is wanted; undefined where that is nothing. */
export function tsqueryOf(
  query: Query,
  { authorIds }: Scope,
  toText: (terms: readonly Term[]) => string | undefined,
): string | undefined {
  const { terms, has, is } = query;
  const parts = [toText(terms)].filter((part) => part !== undefined);
  const anyOf = (all: readonly string[]) => parts.push(`(${all.join(' | ')})`);
  if (authorIds) anyOf(authorIds.map((id) => `'${authorLexeme(id)}'`));
  if (has.has('link')) anyOf([`'${LINK}'`]);
  if (has.has('file')) anyOf([`'${FILE}'`]);
  if (is.has('thread')) anyOf([`'${THREAD}'`]);
  return parts.length === 0 ? undefined : parts.join(' & ');
}

/** SQL: the ids of messages where a table names the few that may be wanted; else undefined. */
export function namesOf(
  { is, mentionsMe }: Query,
  userId: string,
  homes: RawBuilder<unknown>,
): RawBuilder<unknown> | undefined {
  if (is.has('saved')) return sql`select message_id from saved_messages where user_id = ${userId}`;
  if (is.has('pinned')) {
    return sql`
      select id from messages p where p.pinned_at is not null
        and ${homeOf(sql.ref('p.channelId'))} = ${homes}`;
  }
  if (!mentionsMe) return undefined;
  return sql`
    select p.id from mentions n join messages p on p.channel_id = n.channel_id and p.seq = n.seq
    where n.user_id = ${userId}`;
}

/** SQL of a message `m`: what the index does not know, or may know wrongly. */
export function filterOf({ has, is, mentionsMe }: Query, { userId, authorIds }: Scope) {
  const conditions = [sql`and m.deleted_at is null`];
  if (authorIds) conditions.push(sql`and m.author_id = any(${authorIds}::uuid[])`);
  if (is.has('pinned')) conditions.push(sql`and m.pinned_at is not null`);
  if (has.has('reaction')) {
    conditions.push(sql`and exists (select from reactions r where r.message_id = m.id)`);
  }
  if (is.has('saved')) {
    conditions.push(
      sql`and exists (select from saved_messages s where s.message_id = m.id and s.user_id = ${userId})`,
    );
  }
  if (mentionsMe) {
    conditions.push(sql`and exists (select from mentions n where n.channel_id = m.channel_id
      and n.seq = m.seq and n.user_id = ${userId})`);
  }
  return sql.join(conditions, sql` `);
}
