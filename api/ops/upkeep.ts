import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { forgetDeadCredentials } from '../auth/credentials.ts';
import { beat } from '../auth/lease-clock.ts';
import { forgetOldAttempts } from '../auth/throttle.ts';
import { forgetOldEvents } from '../events/event-log.ts';

const FORGET_AT_ONCE = 5_000;

/** Beats, and says once that the database is away and once that it is back. */
export function keepTime({ db }: Database, log: Logger): () => Promise<void> {
  let isAway = false;
  return async () => {
    try {
      const ended = await beat(db, false);
      if (ended > 0) log.info({ ended }, 'sessions ended for want of a heartbeat');
      if (isAway) log.info('the database answers again');
      isAway = false;
    } catch (error) {
      if (!isAway) log.error({ err: error }, 'the database does not answer; waiting for it');
      isAway = true;
    }
  };
}

/** Forgets what nobody can ask for any more: dead credentials, old attempts to sign in, old events. */
export async function keepHouse({ db }: Database, retentionDays: number): Promise<void> {
  await forgetDeadCredentials(db);
  await forgetOldAttempts(db);
  while ((await forgetOldEvents(db, retentionDays, FORGET_AT_ONCE)) > 0);
}
