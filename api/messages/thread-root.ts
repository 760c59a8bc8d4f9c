import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import type { NewEvent } from '../events/catalogue.ts';
import { messageOf } from './wire.ts';

/** Counts a thread's replies anew, after one was deleted. @returns what tells of the root */
export async function recountThread(trx: Kysely<Tables>, threadId: string): Promise<NewEvent> {
  await sql`
    update threads set replies = now.replies, last_reply_at = now.last_reply_at,
      participant_ids = array(
        select author_id from messages where channel_id = ${threadId} and deleted_at is null
        group by author_id order by min(seq))
    from (select count(*) as replies, max(created_at) as last_reply_at
      from messages where channel_id = ${threadId} and deleted_at is null) now
    where channel_id = ${threadId}`.execute(trx);
  return reviseRoot(trx, threadId);
}

/** Makes the next revision of a thread's root, which says how the thread is now. */
export async function reviseRoot(trx: Kysely<Tables>, threadId: string): Promise<NewEvent> {
  const { message } = await trx
    .updateTable('messages')
    .from('threads')
    .set((eb) => ({ revision: eb('messages.revision', '+', 1) }))
    .whereRef('messages.id', '=', 'threads.rootMessageId')
    .where('threads.channelId', '=', threadId)
    .returning(messageOf('messages').as('message'))
    .executeTakeFirstOrThrow();
  const homeId = message.channelId;
  return { event: 'message.updated', homeId, keepsText: true, data: message };
}
