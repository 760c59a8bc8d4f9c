import { type RawBuilder, sql } from 'kysely';
import { prepared } from '../../db/prepared.ts';
import { works } from '../auth/credentials/credentials.ts';
import { appended } from '../events/event-log.ts';
import { insertMentions } from './insert-mentions.ts';
import { newMessageOf } from './wire.ts';

/** A row that the statements return. */
export type Judged =
  | { verdict: 'new'; channelId: string; position: number; data: string }
  | { verdict: 'repeated'; earlierId: string }
  | { verdict: 'signed-out' | 'not-a-member' | 'archived' | 'no-such-reply' };

/** A new message as an event, for `appended`. */
const event = sql`
  'message.created' as type, channel_id, null::uuid as user_id, null::uuid[] as member_ids,
  false as is_public, id as message_id, null::boolean as keeps_text,
  ${newMessageOf('message')}::text as data`;

/**
 * Judges all of $2, the posts as JSON, and commits those that are new. $1 is the writer, $3 are the
 * mentions as JSON, where there are any; `groups` also takes those of several people.
 *
 * The rows of the channels are locked until the commit, always in the order of their ids. A post to
 * one of them on another node waits, and so does a change that archives one, so what is read of the
 * channels stays true. Then the authors' memberships are locked: whoever is taken out of a channel
 * while their post waits for it is refused. Credentials are not locked: one that had ended when the
 * statement began is refused, but a post that waits may be kept although its author has signed out
 * meanwhile.
 */
export const commitAll = (mentions: 'none' | 'names' | 'groups'): RawBuilder<Judged> => sql`
  ${prepared} with post as materialized (
    select * from json_to_recordset($2::text::json) as p(place int, id uuid, channel_id uuid,
      author_id uuid, kind text, token_digest text, client_id uuid, body text, reply_to_id uuid)
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
  ), member as materialized (
    select m.channel_id, m.user_id
    from channel c join memberships m on m.channel_id = c.id
    where m.user_id in (select author_id from known) and m.left_position is null
    for share of m
  ), judged as materialized (
    select known.*, c.last_seq, c.now,
      case
        when is_signed_in is null then 'signed-out'
        when earlier_id is not null then 'repeated'
        when m.user_id is null then 'not-a-member'
        when c.is_archived then 'archived'
        when reply_to_id is not null and reply_channel_id is distinct from known.channel_id
          then 'no-such-reply'
        else 'new'
      end as verdict
    from known left join channel c on c.id = known.channel_id
      left join member m on m.channel_id = known.channel_id and m.user_id = known.author_id
  ), message as materialized (
    select place, id, channel_id, author_id, client_id, body, reply_to_id, now as created_at,
      null::timestamptz as edited_at, null::timestamptz as deleted_at, 1 as revision,
      last_seq + row_number() over (partition by channel_id order by place) as seq
    from judged where verdict = 'new'
  ), inserted as (
    insert into messages (id, channel_id, seq, author_id, client_id, body, reply_to_id, created_at)
    select id, channel_id, seq, author_id, client_id, body, reply_to_id, created_at from message
  ), counted as (
    update channels set last_seq = newest.seq
    from (select channel_id, max(seq) as seq from message group by channel_id) newest
    where channels.id = newest.channel_id
  ), ${mentions === 'none' ? sql`` : mentioned(mentions === 'groups')} event as materialized (
    select place as post, row_number() over (order by place) as place, ${event} from message
  ), ${appended(sql`$1::text`)}
  select verdict, judged.channel_id, earlier_id, head.before + event.place as position, data
  from judged left join (event cross join head) on event.post = judged.place
  order by judged.place`;

const mentioned = (hasGroups: boolean) => sql`
  mentioned as (
    ${insertMentions(
      sql`
      select channel_id, seq, author_id, name
      from json_to_recordset($3::text::json) as n(place int, name text)
      join message using (place)`,
      hasGroups,
    )}
  ),`;

/**
 * Commits one post that is no reply and mentions nobody, if it is new and allowed; otherwise it
 * inserts nothing and returns no row. $1 is the writer. $2 to $8 are the ids of the message, the
 * channel and the author, the kind and the digest of the author's credential, the client id and the
 * body.
 */
export const commitOne: RawBuilder<Judged> = sql`
  ${prepared} with post as (
    select $2::uuid as id, $3::uuid as channel_id, $4::uuid as author_id, $5::text as kind,
      $6::text as token_digest, $7::uuid as client_id, $8::text as body
  ), channel as (
    select id, last_seq, date_trunc('milliseconds', clock_timestamp()) as now
    from channels
    where id = $3 and deleted_at is null and archived_at is null
    for no key update
  ), member as (
    select m.channel_id from channel c join memberships m on m.channel_id = c.id
    where m.user_id = $4 and m.left_position is null
    for share of m
  ), message as (
    insert into messages (id, channel_id, seq, author_id, client_id, body, created_at)
    select post.id, channel_id, last_seq + 1, author_id, client_id, body, now
    from post join channel c on c.id = channel_id join member using (channel_id)
    where ${works('post')}
      and not exists (select from messages e
        where e.author_id = post.author_id and e.client_id = post.client_id)
    returning *
  ), counted as (
    update channels set last_seq = seq from message where channels.id = channel_id
  ), event as materialized (
    select 1 as place, ${event} from message
  ), ${appended(sql`$1::text`)}
  select 'new' as verdict, channel_id, before + place as position, data from event, head`;
