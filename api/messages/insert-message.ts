import { randomUUIDv7 as uuid } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { invalidField } from '../http/problem.ts';
import { attachFiles } from './attachments.ts';
import type { Message } from './contract.ts';
import { hasGroup, insertMentions } from './insert-mentions.ts';
import { mentionedNames } from './mentions.ts';
import { messageOf } from './wire.ts';

/** A message that is posted in a transaction of its own. */
export interface Draft {
  channelId: string;
  clientId: string | undefined;
  body: string;
  replyToId: string | undefined;
  fileIds: readonly string[];
}

/** The id of the message that the author has posted with this client id. */
export async function findEarlier(
  trx: Kysely<Tables>,
  authorId: string,
  clientId: string | undefined,
): Promise<string | undefined> {
  if (clientId === undefined) return undefined;
  const row = await trx
    .selectFrom('messages')
    .select('id')
    .where('authorId', '=', authorId)
    .where('clientId', '=', clientId)
    .executeTakeFirst();
  return row?.id;
}

/**
 * Inserts a message with its files and mentions, as the next of its channel, which the caller has locked.
 *
 * @throws Problem `invalid-request` where it replies to something that is not in the channel, or has
 *   files that it may not have
 */
export async function insertMessage(
  trx: Kysely<Tables>,
  draft: Draft,
  { authorId, seq, homeId }: { authorId: string; seq: number; homeId: string },
): Promise<Message> {
  const { channelId, clientId, body, fileIds } = draft;
  await requireInChannel(trx, draft);
  const id = uuid();
  await trx
    .insertInto('messages')
    .values({
      ...{ id, channelId, seq, authorId, clientId: clientId ?? null, body },
      replyToId: draft.replyToId ?? null,
      createdAt: sql<Date>`date_trunc('milliseconds', clock_timestamp())`,
      ...{ editedAt: null, deletedAt: null },
    })
    .execute();
  await attachFiles(trx, { id, homeId, authorId }, fileIds);
  await trx.updateTable('channels').set({ lastSeq: seq }).where('id', '=', channelId).execute();
  const names = mentionedNames(body);
  await insertMentions(
    sql`
    select ${channelId}::uuid as channel_id, ${seq}::int as seq, ${authorId}::uuid as author_id,
      unnest(${names}::text[]) as name`,
    hasGroup(names),
    sql`${homeId}::uuid`,
  ).execute(trx);
  const { message } = await trx
    .selectFrom('messages')
    .select(messageOf('messages').as('message'))
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return message;
}

async function requireInChannel(
  trx: Kysely<Tables>,
  { channelId, replyToId }: Draft,
): Promise<void> {
  if (replyToId === undefined) return;
  const row = await trx
    .selectFrom('messages')
    .select('id')
    .where('id', '=', replyToId)
    .where('channelId', '=', channelId)
    .executeTakeFirst();
  if (row === undefined) {
    throw invalidField('replyToId', 'must be the id of a message in this channel');
  }
}
