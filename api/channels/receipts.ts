import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Tables } from '../../db/tables/tables.ts';
import { receiptTopic, ring } from '../events/bell.ts';
import type { DataOf } from '../events/catalogue.ts';
import { utc } from '../lib/utc.ts';
import type { ListedChannel } from './contract.ts';

/** SQL for a row of a channel `c`: how far the others of a direct channel have read; else null. */
export const receiptsFor = (userId: string): RawBuilder<ListedChannel['receipts'] | null> => sql`
  case when c.kind = 'direct' then (
    select coalesce(json_agg(json_build_object('userId', theirs.user_id,
      'seq', theirs.last_read_seq,
      'at', ${utc(sql.ref('theirs.read_at'))})
      order by theirs.user_id), '[]'::json)
    from memberships theirs join users reader on reader.id = theirs.user_id
    where theirs.channel_id = c.id and theirs.left_position is null and theirs.user_id <> ${userId}
      and theirs.read_at is not null and reader.shares_reads
      and (select shares_reads from users where users.id = ${userId})
  ) end`;

/** Tells the others of a direct channel how far its reader is: those who share that, if the reader does. */
export async function tellReceipt(
  trx: Kysely<Tables>,
  receipt: DataOf<'receipt.updated'>,
): Promise<void> {
  const { channelId, userId } = receipt;
  const rows = await trx
    .selectFrom('memberships as m')
    .innerJoin('users as u', 'u.id', 'm.userId')
    .select('u.id')
    .where('m.channelId', '=', channelId)
    .where('m.leftPosition', 'is', null)
    .where('u.sharesReads', '=', true)
    .execute();
  const sharing = rows.map(({ id }) => id);
  const viewerIds = sharing.filter((id) => id !== userId);
  if (viewerIds.length === 0 || !sharing.includes(userId)) return;
  await ring(trx, receiptTopic(receipt, viewerIds));
}
