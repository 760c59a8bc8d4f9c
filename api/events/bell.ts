import { type Kysely, sql } from 'kysely';
import { NOTICE_CHANNEL } from '../../db/database.ts';
import type { Tables } from '../../db/tables/tables.ts';

/**
 * What a notice can be about. It carries no data: it rings, and whoever hears it reads the tables.
 * `log:<position>:<writer>` tells how far the log goes, to those who have it already, and
 * `read:<user id>` that this user's read positions have moved.
 */
export type Topic = `log:${number}:${string}` | 'presence' | 'credentials' | `read:${string}`;

/** Rings on every node when the transaction commits; at once where there is none. */
export async function ring(trx: Kysely<Tables>, ...topics: Topic[]): Promise<void> {
  await sql`select pg_notify(${NOTICE_CHANNEL}, topic) from unnest(${topics}::text[]) topic`.execute(
    trx,
  );
}

export interface Bell {
  /** `listener` gets what follows the topic's colon; undefined where notices may have been lost. */
  on(topic: 'log' | 'presence' | 'credentials' | 'read', listener: BellListener): void;
  /** A notice as the database delivered it; empty where the line has been down. */
  hear(notice: string): void;
}
export type BellListener = (subject: string | undefined) => void;

/** Hands the database's notices to those in this process whom they concern. */
export function createBell(): Bell {
  const listeners = new Map<string, BellListener[]>();
  return {
    on(topic, listener) {
      listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
    },
    hear(notice) {
      if (notice === '') {
        for (const listener of [...listeners.values()].flat()) listener(undefined);
        return;
      }
      const colon = notice.indexOf(':');
      const topic = colon < 0 ? notice : notice.slice(0, colon);
      const subject = colon < 0 ? undefined : notice.slice(colon + 1);
      for (const listener of listeners.get(topic) ?? []) listener(subject);
    },
  };
}
