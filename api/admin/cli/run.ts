import type { Database } from '../../../db/database.ts';
import { findApplied, findPending, migrate } from '../../../db/migrate.ts';
import { operator } from '../../auth/credentials/credential.ts';
import { createPasswords } from '../../auth/proofs/passwords.ts';
import { readConfig } from '../../config.ts';
import { establishIdentity } from '../../ops/identity.ts';
import { STANDARD_ERROR } from '../../ops/journal.ts';
import { createLog, logOutput, systemLog } from '../../ops/log.ts';
import type { AdminCommand, Write } from '../commands/command.ts';
import { callServer } from '../control/call.ts';
import { openUnlessServed, requireEmbeddedFiles } from '../open.ts';
import { Refusal } from '../refusal.ts';

export interface RunOptions {
  write?: Write;
  /** Makes the database ready where it is empty, as the first start of a server does. */
  mayMake?: boolean;
}

/**
 * Runs a command on the database that the environment configures: in this process, or in the server
 * that holds the embedded database.
 *
 * @throws ConfigError, Refusal, and what the command throws
 */
export async function run<Input, Result>(
  command: AdminCommand<Input, Result>,
  input: Input,
  { write = async () => undefined, mayMake = false }: RunOptions = {},
): Promise<Result> {
  const config = readConfig(process.env);
  const { HEARTBEAT_INTERVAL_MS: intervalMs, HEARTBEAT_TIMEOUT_MS: timeoutMs } = config;
  if (!mayMake) requireEmbeddedFiles(config);
  const database = await openUnlessServed(config);
  if (database === undefined) return callServer(config.DATA_DIR, command, input, write);
  try {
    await requireMigrated(database, mayMake);
    // Whoever sits at a terminal sees what comes of the command, and nobody keeps what it prints.
    const output = process.stderr.isTTY ? systemLog() : logOutput(STANDARD_ERROR);
    const log = createLog(config.LOG_LEVEL, output);
    const deps = {
      database,
      passwords: createPasswords(1),
      heartbeat: { intervalMs, timeoutMs },
      keepsTexts: config.MESSAGE_HISTORY === 'on',
      operator: operator(log),
    };
    return await command.run(deps, input, write);
  } finally {
    await database.close();
  }
}

async function requireMigrated(database: Database, mayMake: boolean): Promise<void> {
  const { db } = database;
  const applied = await findApplied(db);
  if (applied.length === 0) {
    if (!mayMake) {
      throw new Refusal(
        'the database is empty; start the server once, make the first user with "user create", or restore a backup',
      );
    }
    await migrate(db);
  }
  const pending = await findPending(db);
  if (pending.length === 0) {
    // A first start may have been broken off after its migrations and before this.
    if (mayMake) await establishIdentity(database);
    return;
  }
  throw new Refusal(
    `the database is of an older version (${pending.join(', ')} to come); start the server, which brings it up to date`,
  );
}
