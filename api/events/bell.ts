import { type Kysely, sql } from 'kysely';
import { NOTICE_CHANNEL } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';

/**
 * What rings on every node at a commit. A node that hears a notice reads the tables. The notice says
 * only whom it concerns, so that the other nodes need not read.
 */
export type Notice =
  /** The log's newest position. `writer` is the node that posted up to it; '' for other events. */
  | { topic: 'log'; position: number; writer: string }
  | { topic: 'presence' }
  | { topic: 'credentials' }
  | { topic: 'read'; userId: string }
  /** The connection was down: any notice may have been lost. */
  | { topic: 'gap' };

export type Topic = 'presence' | 'credentials' | `read:${string}`;

/** Rings on every node when the transaction commits; at once where there is none. */
export async function ring(trx: Kysely<Tables>, ...topics: Topic[]): Promise<void> {
  await sql`select pg_notify(${NOTICE_CHANNEL}, topic) from unnest(${topics}::text[]) topic`.execute(
    trx,
  );
}

/** Parses a notice. An empty text is a gap; undefined for a topic of a newer version. */
export function parseNotice(text: string): Notice | undefined {
  const [topic, subject = '', writer = ''] = text.split(':');
  switch (topic) {
    case '':
      return { topic: 'gap' };
    case 'log':
      return { topic, position: Number(subject || Number.POSITIVE_INFINITY), writer };
    case 'presence':
    case 'credentials':
      return { topic };
    case 'read':
      return { topic, userId: subject };
    default:
      return undefined;
  }
}
