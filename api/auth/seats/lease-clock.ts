import { type Kysely, sql } from 'kysely';
import type { Tables } from '../../../db/tables/tables.ts';
import type { Log } from '../../lib/log-line.ts';
import { loggedTransaction } from '../logged-transaction.ts';
import { endSeats } from './seats.ts';

/** How often each node beats, in milliseconds. */
export const BEAT_INTERVAL_MS = 1_000;

/** After this time without a beat, in milliseconds, no server was running (see `lease_now()`). */
const STANDSTILL_MS = 2_000;

/**
 * Notes that a server runs, and ends the seats whose lease has run out. Time in which no server
 * ran, in which the database could not be reached, or by which its clock jumped, is given back to
 * every lease, so that nobody loses a seat for a silence that was not their own.
 *
 * @param log is told whose seats ended
 * @param isFirst the first beat of this process: even a short gap may have been without a server
 */
export async function beat(db: Kysely<Tables>, log: Log, isFirst: boolean): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const { gapMs } = await trx
      .selectFrom('leaseClock')
      .select(
        sql<number>`(extract(epoch from clock_timestamp() - beat_at) * 1000)::float8`.as('gapMs'),
      )
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (isFirst || gapMs > STANDSTILL_MS || gapMs < 0) {
      await trx
        .updateTable('sessions')
        .set({ expiresAt: sql<Date>`expires_at + ${gapMs} * interval '1 millisecond'` })
        .execute();
    }
    await trx.updateTable('leaseClock').set({ beatAt: sql<Date>`clock_timestamp()` }).execute();
  });
  await loggedTransaction(db, log, (trx, tell) =>
    endSeats(trx, tell, 'heartbeat-missed', 'lapsed'),
  );
}
