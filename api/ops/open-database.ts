import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import { isReadOnly, isWorthWaitingFor } from '../../db/errors.ts';
import { migrate, readState } from '../../db/migrate.ts';
import type { Config } from '../config.ts';
import { closeDataFolder } from './data-folder.ts';
import { watchDatabase } from './database-watch.ts';

const RETRY_MS = 1_000;

/** The database answers, and nothing can be written. */
class ReadOnlyError extends Error {}

/**
 * Connects and migrates, and waits for a database that does not answer or takes no writes.
 *
 * @param watch told of lost connections, also after the start
 * @param onWaiting told where it waits
 * @returns undefined where it was stopped before the database answered
 * @throws DataDirError, NewerDatabaseError, NoConnectionError, and other errors that waiting does not
 *   mend
 */
export async function openDatabase(
  config: Config,
  log: Logger,
  stopping: AbortSignal,
  watch = watchDatabase(log),
  onWaiting: () => void = () => undefined,
): Promise<Database | undefined> {
  if (config.DATABASE_URL === undefined) {
    log.info(
      `embedded database in ${config.DATA_DIR}: for trying out and small teams (a power cut can lose the last messages, and it takes about 500 MB of memory); set DATABASE_URL to use PostgreSQL`,
    );
    closeDataFolder(config.DATA_DIR);
  }
  let database: Database | undefined;
  let told: string | undefined;
  while (!stopping.aborted) {
    try {
      database ??= await connect({
        databaseUrl: config.DATABASE_URL,
        dataDir: config.DATA_DIR,
        onFault: watch.lost,
      });
      await makeReady(database, log);
      tellWhere(database, log);
      return database;
    } catch (error) {
      if (!(error instanceof ReadOnlyError) && !isWorthWaitingFor(error)) {
        await database?.close();
        throw error;
      }
      const line = waitingFor(error);
      if (line !== told) log.warn(line);
      told = line;
      onWaiting();
      await delay(RETRY_MS);
    }
  }
  await database?.close();
  return undefined;
}

async function makeReady({ db }: Database, log: Logger): Promise<void> {
  const ran = await migrate(db);
  if (ran.length > 0) log.info({ migrations: ran }, 'database migrated');
  if ((await readState(db)).isReadOnly) {
    throw new ReadOnlyError('default_transaction_read_only is on');
  }
}

/** An administrator should not have to guess whether a network can read what is sent. */
function tellWhere({ where }: Database, log: Logger): void {
  const place = where();
  if (place === undefined) return;
  const { name, isLocal, isEncrypted } = place;
  if (isEncrypted) log.info(`${name}: connected by TLS`);
  else if (isLocal) log.info(`${name}: connected without TLS, on this machine`);
  else log.warn(`${name}: connected without TLS, so that the network can read everything`);
}

function waitingFor(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  return error instanceof ReadOnlyError || isReadOnly(error)
    ? `the database takes no writes; waiting for it (${reason})`
    : `the database does not answer; waiting for it (${reason})`;
}
