import { type RawBuilder, sql } from 'kysely';
import type { Message } from './contract.ts';

/**
 * The message in a row of `table`, as it goes on the wire. Answers, pages and events are all made of
 * this, so that they say the same.
 */
export function messageOf(table: string): RawBuilder<Message> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`(select row_to_json(wire) from (
    select ${column('id')}, ${column('channel_id')} as "channelId", ${column('seq')},
      ${column('author_id')} as "authorId", ${column('client_id')} as "clientId", ${column('body')},
      ${column('reply_to_id')} as "replyToId", ${utc(column('created_at'))} as "createdAt",
      ${utc(column('edited_at'))} as "editedAt", ${utc(column('deleted_at'))} as "deletedAt",
      ${column('revision')}) wire)`;
}

/** As RFC 3339, to the millisecond. */
const utc = (time: RawBuilder<unknown>) =>
  sql`to_char(${time} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
