import { type RawBuilder, sql } from 'kysely';
import { filesOf } from '../files/wire.ts';
import { utc } from '../lib/utc.ts';
import type { Message } from './contract.ts';

/**
 * The message in a row of `table`, as it goes on the wire. Answers, pages and events are all made of
 * this, so that they say the same.
 */
export function messageOf(table: string): RawBuilder<Message> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  const message = wire(table, {
    files: filesOf(column('id')),
    reactions: sql`coalesce((
      select json_agg(json_build_object('emoji', emoji, 'userIds', user_ids)
        order by first_revision)
      from (
        select emoji, first_revision, json_agg(user_id order by reactions.revision) as user_ids
        from reactions where reactions.message_id = ${column('id')}
        group by emoji, first_revision
      ) of_emoji), '[]'::json)`,
    thread: sql`(
      select json_build_object('id', of_root.channel_id, 'replies', of_root.replies,
        'lastReplyAt', ${utc(sql`of_root.last_reply_at`)},
        'participantIds', of_root.participant_ids)
      from threads of_root join channels its_own on its_own.id = of_root.channel_id
      where of_root.root_message_id = ${column('id')} and its_own.last_seq > 0)`,
    pinnedAt: utc(column('pinned_at')),
  });
  return sql`(select coalesce(
      (select row_to_json(reply) from (
        select wire.*, parent_id as "parentId" from threads where channel_id = wire."channelId") reply),
      row_to_json(wire))
    from (${message}) wire)`;
}

/**
 * The same of a message that is new and has no files: nobody has done anything to it yet, so nothing is
 * looked up.
 */
export function newMessageOf(table: string): RawBuilder<Message> {
  const message = wire(table, {
    files: sql`'[]'::json`,
    reactions: sql`'[]'::json`,
    thread: sql`null::json`,
    pinnedAt: sql`null::text`,
  });
  return sql`(select row_to_json(wire) from (${message}) wire)`;
}

/** Without `parentId`, which only messages of threads have. */
function wire(
  table: string,
  parts: Record<'files' | 'reactions' | 'thread' | 'pinnedAt', RawBuilder<unknown>>,
): RawBuilder<unknown> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`select ${column('id')}, ${column('channel_id')} as "channelId", ${column('seq')},
      ${column('author_id')} as "authorId", ${column('client_id')} as "clientId", ${column('body')},
      ${column('reply_to_id')} as "replyToId", ${utc(column('created_at'))} as "createdAt",
      ${utc(column('edited_at'))} as "editedAt", ${utc(column('deleted_at'))} as "deletedAt",
      ${column('revision')}, ${parts.files} as files, ${parts.reactions} as reactions, ${parts.thread} as thread,
      ${parts.pinnedAt} as "pinnedAt"`;
}
