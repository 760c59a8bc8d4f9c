import { type Kysely, sql } from 'kysely';
import { NOTICE_CHANNEL } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';
import type { DataOf } from './catalogue.ts';

/**
 * What rings on every node at a commit. A node that hears a notice reads the tables. The notice says
 * only whom it concerns, so that the other nodes need not read.
 */
export type Notice =
  /** The log's newest position. `writer` is the node that posted up to it; '' for other events. */
  | { topic: 'log'; position: number; writer: string }
  | { topic: 'presence' }
  /** A user has another time zone, of which no event tells. */
  | { topic: 'people' }
  | { topic: 'credentials' }
  /** The index of the search is to be made anew. */
  | { topic: 'search' }
  | { topic: 'read'; userId: string }
  /** A user has read on in a direct channel, of which these others are told. */
  | { topic: 'receipt'; receipt: DataOf<'receipt.updated'>; viewerIds: readonly string[] }
  /** The user writes in the channel, of which the members of `homeId` are told. */
  | { topic: 'typing'; homeId: string; channelId: string; userId: string }
  /** The connection was down: any notice may have been lost. */
  | { topic: 'gap' };

export type Topic =
  | 'presence'
  | 'people'
  | 'credentials'
  | 'search'
  | `${'read' | 'receipt' | 'typing'}:${string}`;

/** Rings on every node when the transaction commits; at once where there is none. */
export async function ring(trx: Kysely<Tables>, ...topics: Topic[]): Promise<void> {
  await sql`select pg_notify(${NOTICE_CHANNEL}, topic) from unnest(${topics}::text[]) topic`.execute(
    trx,
  );
}

/** What rings for a receipt, which is so small that it is told with the notice. */
export function receiptTopic(
  { channelId, userId, seq, at }: DataOf<'receipt.updated'>,
  viewerIds: readonly string[],
): Topic {
  const time = Date.parse(at);
  return `receipt:${channelId}:${userId}:${seq}:${time}:${viewerIds.join(',')}`;
}

/** Parses a notice. An empty text is a gap; undefined for a topic of a newer version. */
export function parseNotice(text: string): Notice | undefined {
  const [topic, first = '', second = '', third = '', ...others] = text.split(':');
  switch (topic) {
    case '':
      return { topic: 'gap' };
    case 'log':
      return { topic, position: Number(first || Number.POSITIVE_INFINITY), writer: second };
    case 'presence':
    case 'people':
    case 'credentials':
    case 'search':
      return { topic };
    case 'read':
      return { topic, userId: first };
    case 'receipt': {
      const at = new Date(Number(others[0])).toISOString();
      const receipt = { channelId: first, userId: second, seq: Number(third), at };
      return { topic, receipt, viewerIds: others[1]?.split(',') ?? [] };
    }
    case 'typing':
      return { topic, homeId: first, channelId: second, userId: third };
    default:
      return undefined;
  }
}
