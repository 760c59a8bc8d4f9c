import { type Kysely, type RawBuilder, sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { prepared } from '../../db/prepared.ts';
import type { Tables } from '../../db/tables/tables.ts';
import type { Credential } from '../auth/credential.ts';
import { works } from '../auth/credentials.ts';
import { appended } from '../events/event-log.ts';
import type { LoggedEvent } from '../events/logged-event.ts';
import type { Message } from './contract.ts';
import { insertMentions } from './insert-mentions.ts';
import { mentionedNames } from './mentions.ts';

export interface Post {
  channelId: string;
  author: Pick<Credential, 'userId' | 'kind' | 'tokenDigest'>;
  /** No two of one author have the same. */
  clientId: string | undefined;
  body: string;
  replyToId: string | undefined;
}

/** What became of a post: the message that it made or that it repeats, or why there is none. */
export type Verdict =
  | { verdict: 'new'; message: Message; event: LoggedEvent }
  | { verdict: 'repeated'; message: Message }
  | { verdict: 'signed-out' | 'not-a-member' | 'archived' | 'no-such-reply' };

/**
 * Judges and commits all of them in one statement, since each trip to the database costs as much as
 * the work that it does there: a trip is a wake-up, and a whole commit took seven.
 *
 * The channels stay locked from when they are looked at to the commit, always in the order of their
 * ids. Whoever posts to one of them on another node waits, and so does who archives one: what is
 * read of them is final. Credentials are not locked: one that had ended when the statement began is
 * refused, and a post that waits for its channel may be kept though its author has left meanwhile.
 *
 * @param writer goes with the notice: who already knows
 * @returns a verdict for each, in order
 * @throws DatabaseError where another node has posted one of the client ids meanwhile
 */
export async function commitPosts(
  db: Kysely<Tables>,
  posts: readonly Post[],
  writer: string,
): Promise<Verdict[]> {
  const rows = posts.map((post, place) => ({
    place,
    id: uuid(),
    channel_id: post.channelId,
    author_id: post.author.userId,
    kind: post.author.kind,
    token_digest: post.author.tokenDigest,
    client_id: post.clientId,
    body: post.body,
    reply_to_id: post.replyToId,
  }));
  const mentions = posts.flatMap(({ body }, place) =>
    mentionedNames(body).map((name) => ({ place, name })),
  );
  const { rows: judged } = await sql<Judged>`
    ${prepared} with post as materialized (
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as p(place int, id uuid,
        channel_id uuid, author_id uuid, kind text, token_digest text, client_id uuid, body text,
        reply_to_id uuid)
    ), known as materialized (
      select post.*, ${works('post')} as is_signed_in,
        (select id from messages e
          where e.author_id = post.author_id and e.client_id = post.client_id) as earlier_id,
        (select true from memberships m where m.channel_id = post.channel_id
          and m.user_id = post.author_id and m.left_position is null) as is_member,
        (select r.channel_id from messages r where r.id = post.reply_to_id) as reply_channel_id
      from post
    ), channel as materialized (
      select id, last_seq, archived_at is not null as is_archived,
        date_trunc('milliseconds', clock_timestamp()) as now
      from channels
      where deleted_at is null and id in (select channel_id from known where is_member)
      order by id for no key update
    ), judged as materialized (
      select known.*, c.last_seq, c.now,
        case
          when is_signed_in is null then 'signed-out'
          when earlier_id is not null then 'repeated'
          when is_member is null or c.id is null then 'not-a-member'
          when c.is_archived then 'archived'
          when reply_to_id is not null and reply_channel_id is distinct from channel_id
            then 'no-such-reply'
          else 'new'
        end as verdict
      from known left join channel c on c.id = known.channel_id
    ), message as materialized (
      select place, id, channel_id, author_id, client_id, body, reply_to_id, now as created_at,
        null::timestamptz as edited_at, null::timestamptz as deleted_at,
        last_seq + row_number() over (partition by channel_id order by place) as seq
      from judged where verdict = 'new'
    ), inserted as (
      insert into messages (id, channel_id, seq, author_id, client_id, body, reply_to_id, created_at)
      select id, channel_id, seq, author_id, client_id, body, reply_to_id, created_at from message
    ), counted as (
      update channels set last_seq = newest.seq
      from (select channel_id, max(seq) as seq from message group by channel_id) newest
      where channels.id = newest.channel_id
    ), mentioned as (
      ${insertMentions(sql`
        select channel_id, seq, author_id, name
        from json_to_recordset(${JSON.stringify(mentions)}::text::json) as n(place int, name text)
        join message using (place)`)}
    ), event as materialized (
      select place as post, row_number() over (order by place) as place,
        'message.created' as type, channel_id, null::uuid as user_id, null::uuid[] as member_ids,
        false as is_public, ${toJson('message')} as data
      from message
    ), ${appended(writer)}
    select verdict, judged.channel_id, (select before from head) + event.place as position,
      coalesce(event.data,
        (select ${toJson('earlier')} from messages earlier where earlier.id = earlier_id)) as message
    from judged left join event on event.post = judged.place
    order by judged.place`.execute(db);
  return judged.map(toVerdict);
}

interface Judged {
  verdict: Verdict['verdict'];
  channelId: string;
  /** Of the event, where there is one. */
  position: number | null;
  message: string | null;
}

function toVerdict({ verdict, channelId, position, message }: Judged): Verdict {
  if (verdict !== 'new' && verdict !== 'repeated') return { verdict };
  const data = message ?? '';
  if (verdict === 'repeated') return { verdict, message: JSON.parse(data) };
  const event = {
    position: position ?? 0,
    type: 'message.created',
    channelId,
    userId: null,
    memberIds: null,
    isPublic: false,
    data,
  };
  return { verdict, message: JSON.parse(data), event };
}

/** A row of messages as it goes on the wire. */
function toJson(table: 'message' | 'earlier'): RawBuilder<string> {
  const time = (column: string) =>
    `to_char(${table}.${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return sql.raw(`(select row_to_json(wire)::text from (
    select ${table}.id, ${table}.channel_id as "channelId", ${table}.seq,
      ${table}.author_id as "authorId", ${table}.client_id as "clientId", ${table}.body,
      ${table}.reply_to_id as "replyToId", ${time('created_at')} as "createdAt",
      ${time('edited_at')} as "editedAt", ${time('deleted_at')} as "deletedAt") wire)`);
}
