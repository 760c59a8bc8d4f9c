import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import { isDatabaseUnavailable } from '../../db/errors.ts';
import { migrate } from '../../db/migrate.ts';
import type { Config } from '../config.ts';
import { closeDataFolder } from './data-folder.ts';

const RETRY_MS = 1_000;

/**
 * Connects and migrates, and waits for a database that does not answer.
 *
 * @returns undefined where it was stopped before the database answered
 * @throws DataDirError, NewerDatabaseError, and other errors that waiting does not mend
 */
export async function openDatabase(
  config: Config,
  log: Logger,
  stopping: AbortSignal,
): Promise<Database | undefined> {
  if (config.DATABASE_URL === undefined) {
    log.info(
      `embedded database in ${config.DATA_DIR}: for trying out and small teams (a power cut can lose the last messages, and it takes about 500 MB of memory); set DATABASE_URL to use PostgreSQL`,
    );
    closeDataFolder(config.DATA_DIR);
  }
  let database: Database | undefined;
  while (!stopping.aborted) {
    try {
      database ??= await connect({
        databaseUrl: config.DATABASE_URL,
        dataDir: config.DATA_DIR,
        onFault: (error) =>
          log.warn({ err: error }, 'database connection lost; it will be replaced'),
      });
      const ran = await migrate(database.db);
      if (ran.length > 0) log.info({ migrations: ran }, 'database migrated');
      return database;
    } catch (error) {
      if (!isDatabaseUnavailable(error)) {
        await database?.close();
        throw error;
      }
      log.warn({ err: error }, 'the database does not answer; waiting for it');
      await delay(RETRY_MS);
    }
  }
  await database?.close();
  return undefined;
}
