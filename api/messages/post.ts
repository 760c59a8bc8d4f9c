import { type Kysely, sql } from 'kysely';
import { v7 as uuid } from 'uuid';
import { isRefusedByDatabase } from '../../db/errors.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { batch } from '../batch.ts';
import { append } from '../events/event-log.ts';
import { channelArchived, invalidField } from '../problem.ts';
import type { Message } from './contract.ts';
import { explainNoMember, noteMentions, toMessage } from './messages.ts';

const MOST_AT_ONCE = 256;

export interface Post {
  channelId: string;
  authorId: string;
  clientId: string | undefined;
  body: string;
  replyToId: string | undefined;
}

/** The message, and whether this post made it or an earlier one with the same client id did. */
export interface Posted {
  message: Message;
  isNew: boolean;
}

/**
 * Posts messages. A commit is the price of durability, so the posts that arrive while one is under
 * way share the next: one insert, one bell.
 *
 * The poster's call throws Problem `not-found` or `forbidden` for a channel that the author is not
 * in, `channel-archived`, and `invalid-request` for a reply to something that is not in the channel.
 *
 * @param onCommit told how many messages a commit held
 */
export function createPoster(
  db: Kysely<Tables>,
  onCommit: (size: number) => void,
): (post: Post) => Promise<Posted> {
  return batch(async (posts: readonly Post[]) => {
    try {
      return await commit(db, posts, onCommit);
    } catch (error) {
      // Another node posted one of the client ids meanwhile, or one post is not to the database's
      // liking: alone, each finds out for itself and none spoils it for the others.
      if (!isRefusedByDatabase(error)) throw error;
      const outcomes: (Posted | Error)[] = [];
      for (const post of posts) outcomes.push(await commitAlone(db, post, onCommit));
      return outcomes;
    }
  }, MOST_AT_ONCE);
}

async function commitAlone(
  db: Kysely<Tables>,
  post: Post,
  onCommit: (size: number) => void,
): Promise<Posted | Error> {
  try {
    const [outcome] = await commit(db, [post], onCommit);
    return outcome ?? new Error('a commit of one post had no outcome');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function commit(
  db: Kysely<Tables>,
  posts: readonly Post[],
  onCommit: (size: number) => void,
): Promise<(Posted | Error)[]> {
  const { outcomes, inserted } = await db.transaction().execute(async (trx) => {
    const channels = await lockChannels(trx, posts);
    const earlier = await findEarlier(trx, posts);
    const replyable = await findReplyable(trx, posts);
    const fresh: Message[] = [];

    const outcomes: (Posted | Refused)[] = [];
    for (const post of posts) {
      const key = post.clientId && `${post.authorId}/${post.clientId}`;
      const repeated = key && earlier.get(key);
      const channel = channels.get(`${post.channelId}/${post.authorId}`);
      if (repeated) {
        outcomes.push({ message: repeated, isNew: false });
      } else if (channel === undefined) {
        outcomes.push({ refused: 'not-a-member' });
      } else if (channel.isArchived) {
        outcomes.push({ refused: 'archived' });
      } else if (post.replyToId && !replyable.has(`${post.channelId}/${post.replyToId}`)) {
        outcomes.push({ refused: 'no-such-reply' });
      } else {
        channel.lastSeq += 1;
        const message = toNewMessage(post, channel.lastSeq, channel.now);
        if (key) earlier.set(key, message);
        fresh.push(message);
        outcomes.push({ message, isNew: true });
      }
    }
    await insert(trx, fresh);
    return { outcomes, inserted: fresh.length };
  });
  if (inserted > 0) onCommit(inserted);
  return Promise.all(outcomes.map((outcome, index) => explain(db, posts[index], outcome)));
}

interface Refused {
  refused: 'not-a-member' | 'archived' | 'no-such-reply';
}

/** After the commit, for those who were refused: what to tell them takes a look of its own. */
async function explain(
  db: Kysely<Tables>,
  post: Post | undefined,
  outcome: Posted | Refused,
): Promise<Posted | Error> {
  if (!('refused' in outcome)) return outcome;
  if (outcome.refused === 'archived') return channelArchived();
  if (outcome.refused === 'no-such-reply') {
    return invalidField('replyToId', 'must be the id of a message in this channel');
  }
  return explainNoMember(db, post?.authorId ?? '', post?.channelId ?? '').catch((error: unknown) =>
    error instanceof Error ? error : new Error(String(error)),
  );
}

interface LockedChannel {
  lastSeq: number;
  isArchived: boolean;
  now: Date;
}

/**
 * Locks the channels that the authors are members of, always in the order of their ids. Whoever
 * posts to one of them on another node waits, and so does who archives one: what is read is final.
 */
async function lockChannels(
  trx: Kysely<Tables>,
  posts: readonly Post[],
): Promise<Map<string, LockedChannel>> {
  const { rows } = await sql<LockedChannel & { channelId: string; userId: string }>`
    with wanted as (
      select distinct channel_id, user_id from unnest(
        ${posts.map((post) => post.channelId)}::uuid[],
        ${posts.map((post) => post.authorId)}::uuid[]) w(channel_id, user_id)
    )
    select m.channel_id, m.user_id, c.last_seq, c.archived_at is not null as is_archived,
      clock_timestamp() as now
    from wanted
    join memberships m using (channel_id, user_id)
    join channels c on c.id = m.channel_id
    where m.left_position is null and c.deleted_at is null
    order by c.id for no key update of c`.execute(trx);
  // Several authors of one channel share one counter.
  const byChannel = new Map<string, LockedChannel>();
  const byPair = new Map<string, LockedChannel>();
  for (const { channelId, userId, ...locked } of rows) {
    const channel = byChannel.get(channelId) ?? locked;
    byChannel.set(channelId, channel);
    byPair.set(`${channelId}/${userId}`, channel);
  }
  return byPair;
}

/** What the authors have posted before under the same client ids. */
async function findEarlier(
  trx: Kysely<Tables>,
  posts: readonly Post[],
): Promise<Map<string, Message>> {
  const named = posts.filter((post) => post.clientId !== undefined);
  if (named.length === 0) return new Map();
  const rows = await trx
    .selectFrom('messages')
    .selectAll()
    .where(
      sql<boolean>`(author_id, client_id) in (select * from unnest(
        ${named.map((post) => post.authorId)}::uuid[],
        ${named.map((post) => post.clientId)}::uuid[]))`,
    )
    .execute();
  return new Map(rows.map((row) => [`${row.authorId}/${row.clientId}`, toMessage(row)]));
}

async function findReplyable(trx: Kysely<Tables>, posts: readonly Post[]): Promise<Set<string>> {
  const ids = posts.flatMap((post) => post.replyToId ?? []);
  if (ids.length === 0) return new Set();
  const rows = await trx
    .selectFrom('messages')
    .select(['id', 'channelId'])
    .where('id', 'in', ids)
    .execute();
  return new Set(rows.map((row) => `${row.channelId}/${row.id}`));
}

function toNewMessage(post: Post, seq: number, now: Date): Message {
  return {
    id: uuid(),
    channelId: post.channelId,
    seq,
    authorId: post.authorId,
    clientId: post.clientId ?? null,
    body: post.body,
    replyToId: post.replyToId ?? null,
    createdAt: now.toISOString(),
    editedAt: null,
    deletedAt: null,
  };
}

async function insert(trx: Kysely<Tables>, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const rows = messages.map((message) => ({
    id: message.id,
    channel_id: message.channelId,
    seq: message.seq,
    author_id: message.authorId,
    client_id: message.clientId,
    body: message.body,
    reply_to_id: message.replyToId,
    created_at: message.createdAt,
  }));
  await sql`
    with inserted as (
      insert into messages
        (id, channel_id, seq, author_id, client_id, body, reply_to_id, created_at)
      select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as m(id uuid,
        channel_id uuid, seq int, author_id uuid, client_id uuid, body text, reply_to_id uuid,
        created_at timestamptz)
      returning channel_id, seq
    )
    update channels set last_seq = newest.seq
    from (select channel_id, max(seq) as seq from inserted group by channel_id) newest
    where channels.id = newest.channel_id`.execute(trx);
  await noteMentions(
    trx,
    messages.map((message) => ({ ...message, body: message.body ?? '' })),
  );
  await append(
    trx,
    messages.map((message) => ({
      type: 'message.created' as const,
      channelId: message.channelId,
      data: message,
    })),
  );
}
