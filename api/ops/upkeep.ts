import { open } from 'node:fs/promises';
import { devNull } from 'node:os';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Database } from '../../db/database.ts';
import { ENOUGH_BYTES, freeBytes, inMebibytes, RESERVED_BYTES } from '../../db/disk-space.ts';
import { forgetDeadCredentials } from '../auth/credentials/credentials.ts';
import { forgetOldAttempts } from '../auth/proofs/throttle.ts';
import { beat } from '../auth/seats/lease-clock.ts';
import { forgetOldEvents } from '../events/event-log.ts';
import type { DatabaseWatch } from './database-watch.ts';

const FORGET_AT_ONCE = 5_000;

/** Beats, by which the watch learns whether the database does its work. */
export function keepTime({ db }: Database, watch: DatabaseWatch, log: Logger): () => Promise<void> {
  return async () => {
    try {
      await beat(db, log, false);
      watch.answered();
    } catch (error) {
      watch.lost(error);
    }
  };
}

/**
 * Makes the embedded database read-only while its disk is nearly full, since it would end at a write
 * that does not fit. Reading goes on.
 */
export function keepSpace({ db }: Database, dataDir: string, log: Logger): () => Promise<void> {
  let isReadOnly = false;
  return async () => {
    const free = freeBytes(dataDir);
    const mustBeReadOnly = free < (isReadOnly ? ENOUGH_BYTES : RESERVED_BYTES);
    if (mustBeReadOnly === isReadOnly) return;
    const value = mustBeReadOnly ? sql`on` : sql`off`;
    await sql`set default_transaction_read_only = ${value}`.execute(db);
    isReadOnly = mustBeReadOnly;
    const left = `the disk of ${dataDir} has ${inMebibytes(free)} left`;
    if (isReadOnly) {
      log.error(`${left}: nothing is written until ${inMebibytes(ENOUGH_BYTES)} are free`);
    } else {
      log.info(`${left}: writing again`);
    }
  };
}

/**
 * Logs once that no file handle is left, and once that there are some again. Nothing else would say
 * so: where it cannot accept a connection, Node.js closes it without a word.
 */
export function watchHandles(log: Logger): () => Promise<void> {
  let isOut = false;
  return async () => {
    const code = await open(devNull).then(
      (handle) => handle.close(),
      (error: NodeJS.ErrnoException) => error.code,
    );
    const wasOut = isOut;
    isOut = code === 'EMFILE' || code === 'ENFILE';
    if (isOut && !wasOut) {
      log.error(
        `no file handle is left (${code}): new connections are closed until there is; raise LimitNOFILE of the service, or see what holds them`,
      );
    } else if (wasOut && !isOut) {
      log.info('there are file handles again');
    }
  };
}

/**
 * Deletes what nobody can use any more: dead credentials, old attempts to sign in, old events; and
 * has the embedded database's write-ahead log used again.
 */
export async function keepHouse(
  { db, checkpoint }: Pick<Database, 'db' | 'checkpoint'>,
  retentionDays: number,
): Promise<void> {
  await forgetDeadCredentials(db);
  await forgetOldAttempts(db);
  while ((await forgetOldEvents(db, retentionDays, FORGET_AT_ONCE)) > 0);
  await checkpoint?.();
}
