import { type RawBuilder, sql } from 'kysely';

/**
 * SQL for a row of a channel `c`: how many messages of others are unread, without those that are deleted.
 * `seq` has no gaps, so it is the distance to the newest message less the user's own messages and the
 * deleted ones. Of these there are few, and an index has each, however much is unread.
 *
 * @param readSeq SQL for how far the user has read
 */
export const unreadCount = (userId: string, readSeq: RawBuilder<unknown>) => sql<number>`(
  c.last_seq - ${readSeq}
  - (select count(*) from messages own
      where own.author_id = ${userId} and own.channel_id = c.id and own.seq > ${readSeq})
  - (select count(*) from messages gone
      where gone.channel_id = c.id and gone.seq > ${readSeq} and gone.deleted_at is not null
        and gone.author_id <> ${userId}))`;
