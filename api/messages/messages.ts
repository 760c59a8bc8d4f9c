import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { act } from '../auth/credentials/actor.ts';
import type { UserActor } from '../auth/credentials/credential.ts';
import { joinedChannels } from '../channels/home.ts';
import { getVisibleRow } from '../channels/visibility.ts';
import { append } from '../events/event-log.ts';
import { channelArchived, invalidField, notFound, Problem } from '../http/problem.ts';
import { abandonFiles, hasFiles } from './attachments.ts';
import { type Message, type MessagePage, type PageQuery, WITHOUT_TEXT } from './contract.ts';
import { hasGroup, insertMentions } from './insert-mentions.ts';
import { lockVisibleMessage } from './lock-message.ts';
import { mentionedNames } from './mentions.ts';
import { keepText } from './texts.ts';
import { recountThread } from './thread-root.ts';
import { messageOf } from './wire.ts';

const message = messageOf('messages').as('message');

/**
 * A page of a channel's history, ascending by `seq`: after `after`, else the newest before
 * `before`, else the newest.
 *
 * @throws Problem `not-found`; `forbidden` for a public channel that the user has not joined
 */
export async function pageMessages(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
  { before, after, limit }: PageQuery,
): Promise<Omit<MessagePage, 'cursor'>> {
  const member = await joinedChannels(db, userId)
    .select('c.lastSeq')
    .where('c.id', '=', channelId)
    .executeTakeFirst();
  if (member === undefined) throw await explainNoMember(db, userId, channelId);
  const isForward = after !== undefined;
  const rows = await db
    .selectFrom('messages')
    .select(message)
    .where('channelId', '=', channelId)
    .$if(after !== undefined, (query) => query.where('seq', '>', after ?? 0))
    .$if(before !== undefined, (query) => query.where('seq', '<', before ?? 0))
    .orderBy('seq', isForward ? 'asc' : 'desc')
    .limit(limit + 1)
    .execute();
  const page = rows.slice(0, limit).map((row) => row.message);
  if (!isForward) page.reverse();
  return {
    messages: page,
    hasMore: rows.length > limit,
    // A message may have come between the two reads.
    lastSeq: Math.max(member.lastSeq, page.at(-1)?.seq ?? 0),
  };
}

/**
 * Explains a refusal to a user who is not a member: `forbidden`, since they have not joined.
 *
 * @throws Problem `not-found` where they cannot see the channel
 */
export async function explainNoMember(
  db: Kysely<Tables>,
  userId: string,
  channelId: string,
): Promise<Problem> {
  const row = await getVisibleRow(db, userId, channelId);
  return new Problem(
    'forbidden',
    `Join the channel first: PUT /api/v1/channels/${row.parentId ?? row.id}/members/${userId}.`,
  );
}

/**
 * One message, for example to quote it.
 *
 * @throws Problem `not-found` where the user is not in its channel
 */
export async function getMessage(db: Kysely<Tables>, userId: string, id: string): Promise<Message> {
  const row = await joinedChannels(db, userId)
    .innerJoin('messages', 'messages.channelId', 'c.id')
    .select(message)
    .where('messages.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw notFound('message');
  return row.message;
}

/**
 * Edits the caller's own message.
 *
 * @param keepsTexts whether what it said before is kept
 * @throws Problem `not-found`; `forbidden` for somebody else's; `channel-archived`; `invalid-request`
 *   where nothing would be left of it
 */
export async function editMessage(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
  body: string,
  keepsTexts: boolean,
): Promise<Message> {
  return act(db, actor, {}, async (trx) => {
    const before = await lockVisibleMessage(trx, actor.userId, id);
    const { homeId } = before;
    if (before.authorId !== actor.userId) {
      throw new Problem('forbidden', 'Only its author can edit a message.');
    }
    if (before.archivedAt !== null) throw channelArchived();
    if (body === '' && !(await hasFiles(trx, id))) throw invalidField('body', WITHOUT_TEXT);
    if (keepsTexts) await keepText(trx, id);
    const edited = await changeMessage(trx, id, body);
    const { channelId, seq, authorId } = edited;
    const names = mentionedNames(body);
    await insertMentions(
      sql`
      select ${channelId}::uuid as channel_id, ${seq}::int as seq, ${authorId}::uuid as author_id,
        unnest(${names}::text[]) as name`,
      hasGroup(names),
      sql`${homeId}::uuid`,
    ).execute(trx);
    await append(trx, [{ event: 'message.updated', homeId, data: edited }]);
    return edited;
  });
}

/**
 * Deletes a message's body and files; the message keeps its `seq`.
 *
 * @param keepsTexts whether the body is kept
 * @throws Problem `not-found`, also for a message that is deleted already; `forbidden` for somebody
 *   else's, unless the caller is an admin
 */
export async function deleteMessage(
  db: Kysely<Tables>,
  actor: UserActor,
  id: string,
  keepsTexts: boolean,
): Promise<void> {
  await act(db, actor, {}, async (trx, { role, note }) => {
    const message = await lockVisibleMessage(trx, actor.userId, id);
    const { authorId } = message;
    const isOwn = authorId === actor.userId;
    if (!isOwn && role !== 'admin') {
      throw new Problem('forbidden', 'Only its author or an administrator can delete a message.');
    }
    if (!isOwn) await note('message.deleted', { userId: authorId, targetId: id });
    await removeMessage(trx, { ...message, id }, keepsTexts);
  });
}

/** Deletes a message that is locked, and tells of it. */
export async function removeMessage(
  trx: Kysely<Tables>,
  { id, channelId, homeId }: { id: string; channelId: string; homeId: string },
  keepsTexts: boolean,
): Promise<void> {
  if (keepsTexts) await keepText(trx, id);
  const deleted = await changeMessage(trx, id, null);
  const root = channelId === homeId ? undefined : await recountThread(trx, channelId);
  await append(trx, [
    { event: 'message.deleted', homeId, data: deleted },
    ...(root === undefined ? [] : [root]),
  ]);
}

/**
 * Makes the next revision of a message: with another body, or deleted where `body` is null, and then
 * without reactions, files and pin. Deletes its mentions; the caller inserts those of the new body.
 */
async function changeMessage(
  trx: Kysely<Tables>,
  id: string,
  body: string | null,
): Promise<Message> {
  const isDeletion = body === null;
  if (isDeletion) {
    await trx.deleteFrom('reactions').where('messageId', '=', id).execute();
    await abandonFiles(trx, id);
  }
  const row = await trx
    .updateTable('messages')
    .set((eb) => ({
      body,
      [isDeletion ? 'deletedAt' : 'editedAt']: sql`clock_timestamp()`,
      revision: eb('revision', '+', 1),
      ...(isDeletion && { pinnedAt: null }),
    }))
    .where('id', '=', id)
    .returning(message)
    .executeTakeFirstOrThrow();
  await trx
    .deleteFrom('mentions')
    .where('channelId', '=', row.message.channelId)
    .where('seq', '=', row.message.seq)
    .execute();
  return row.message;
}
