import { type Kysely, type RawBuilder, sql } from 'kysely';
import { NOTICE_CHANNEL } from '../../db/database.ts';
import { prepared } from '../../db/prepared.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { NIL_ID } from '../lib/ids.ts';
import type { Message } from '../messages/contract.ts';
import { addressOf, type NewEvent } from './catalogue.ts';
import type { LoggedEvent } from './logged-event.ts';

const MOST_REWRITTEN = 20;

/**
 * Appends within the caller's transaction and rings the bell at its commit. The head's row stays
 * locked until then, so events become visible in the order of their positions and without holes: a
 * reader who has read position n never finds a smaller one later. Call it last: the lock is then
 * held briefly, and one order of locks everywhere prevents deadlocks.
 *
 * @returns the position of the first event; the others have the positions that follow
 */
export async function append(trx: Kysely<Tables>, events: readonly NewEvent[]): Promise<number> {
  const rows = events.map((event, index) => {
    const { channelId, userId, memberIds, isPublic, messageId, keepsText } = addressOf(event);
    return {
      place: index + 1,
      type: event.event,
      channel_id: channelId,
      user_id: userId,
      member_ids: memberIds && `{${memberIds.join(',')}}`,
      is_public: isPublic,
      message_id: messageId,
      keeps_text: keepsText,
      data: JSON.stringify(event.data),
    };
  });
  const { rows: heads } = await sql<{ before: number }>`
    with event as materialized (
      select place, type, channel_id, user_id, member_ids::uuid[], is_public, message_id, keeps_text,
        data
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as e(place int, type text,
        channel_id uuid, user_id uuid, member_ids text, is_public boolean,
        message_id uuid, keeps_text boolean, data text)
    ), ${appended()}
    select before from head`.execute(trx);
  const head = heads[0];
  if (head === undefined) throw new Error('the event log has no head');
  for (const event of events) {
    if (event.event === 'message.updated' || event.event === 'message.deleted') {
      if (!addressOf(event).keepsText) await supersede(trx, event.data, head.before);
    }
  }
  return head.before + 1;
}

/**
 * Writes the new revision over what the log says of earlier ones, so that no stream replays a text
 * that was edited or deleted. An edit rewrites MOST_REWRITTEN events at most; those before them are
 * for nobody any more, since a later one says all that they said.
 */
async function supersede(trx: Kysely<Tables>, message: Message, before: number): Promise<void> {
  const earlier = trx
    .selectFrom('eventLog')
    .select('position')
    .where('messageId', '=', message.id)
    .where('position', '<=', before);
  const updates = earlier.where('type', '=', 'message.updated').orderBy('position', 'desc');
  await trx
    .updateTable('eventLog')
    .set({ channelId: null, userId: NIL_ID, messageId: null, data: '{}' })
    .where('position', 'in', updates.offset(MOST_REWRITTEN))
    .execute();
  await trx
    .updateTable('eventLog')
    .set({ data: JSON.stringify(message) })
    .where('position', 'in', earlier)
    .where('type', '<>', 'message.deleted')
    .execute();
}

/**
 * The same as a part of a statement, which has its events in the CTE `event`: `place` from 1
 * without holes, `type`, `channel_id`, `user_id`, `member_ids`, `is_public`, `message_id`,
 * `keeps_text`, `data`. The CTE `head` then has `before`, the position before the first event, or no row where there are no events. The
 * notice has the newest position and the writer.
 */
export const appended = (writer: RawBuilder<string> = sql.lit('')): RawBuilder<unknown> => sql`
  head as (
    update event_log_head set position = position + new.count
    from (select count(*) as count from event) new
    where new.count > 0
    returning position - new.count as before,
      pg_notify(${sql.lit(NOTICE_CHANNEL)}, 'log:' || position || ':' || ${writer})
  ), appended as (
    insert into event_log (position, type, channel_id, user_id, member_ids, is_public, message_id,
      keeps_text, data)
    select head.before + e.place, e.type, e.channel_id, e.user_id, e.member_ids, e.is_public,
      e.message_id, e.keeps_text, e.data
    from head, event e
  )`;

/** Up to `limit` events after `position`, in order. No later commit adds one between them. */
export async function readAfter(
  db: Kysely<Tables>,
  position: number,
  limit: number,
): Promise<LoggedEvent[]> {
  return db
    .selectFrom('eventLog')
    .modifyFront(prepared)
    .select([
      'position',
      'type',
      'channelId',
      'userId',
      'memberIds',
      'isPublic',
      'messageId',
      'keepsText',
      'data',
    ])
    .where('position', '>', position)
    .orderBy('position')
    .limit(limit)
    .execute();
}

export interface LogHead {
  epoch: string;
  /** The newest position. */
  position: number;
  /** The newest position that is no longer kept. */
  floor: number;
}

export async function readHead(db: Kysely<Tables>): Promise<LogHead> {
  return db
    .selectFrom('eventLogHead')
    .innerJoin('serverIdentity', 'serverIdentity.singleton', 'eventLogHead.singleton')
    .select(['epoch', 'position', 'floor'])
    .executeTakeFirstOrThrow();
}

/** The log, as a tail reads it. */
export interface LogReader {
  readHead(): Promise<LogHead>;
  /** See `readAfter`. */
  readAfter(position: number, limit: number): Promise<LoggedEvent[]>;
}

export const logReader = (db: Kysely<Tables>): LogReader => ({
  readHead: () => readHead(db),
  readAfter: (position, limit) => readAfter(db, position, limit),
});

/**
 * Deletes events older than `days`, at most `limit` of them. Messages are not touched.
 *
 * @returns how many events were deleted
 */
export async function forgetOldEvents(
  db: Kysely<Tables>,
  days: number,
  limit: number,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { floor } = await trx
      .selectFrom('eventLogHead')
      .select('floor')
      .forUpdate()
      .executeTakeFirstOrThrow();
    const { newest } = await trx
      .selectFrom('eventLog')
      .select((eb) => eb.fn.max('position').as('newest'))
      .where('position', '<=', floor + limit)
      .where('createdAt', '<', sql<Date>`clock_timestamp() - ${days} * interval '1 day'`)
      .executeTakeFirstOrThrow();
    if (newest === null) return 0;
    await trx.deleteFrom('eventLog').where('position', '<=', newest).execute();
    await trx.updateTable('eventLogHead').set({ floor: newest }).execute();
    return newest - floor;
  });
}
