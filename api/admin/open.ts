import { existsSync } from 'node:fs';
import path from 'node:path';
import { connect } from '../../db/connect.ts';
import type { Database } from '../../db/database.ts';
import { DataDirError } from '../../db/embedded.ts';
import type { Config } from '../config.ts';
import { closeDataFolder } from '../ops/data-folder.ts';
import { Refusal } from './refusal.ts';

/** Long enough to sort or copy whole tables, which a server never does. */
const TIMEOUT_MS = 10 * 60 * 1000;

export type Where = Pick<Config, 'DATABASE_URL' | 'DATA_DIR'>;

export async function open({ DATABASE_URL, DATA_DIR }: Where): Promise<Database> {
  if (DATABASE_URL === undefined) closeDataFolder(DATA_DIR);
  return connect({
    databaseUrl: DATABASE_URL,
    dataDir: DATA_DIR,
    timeoutMs: TIMEOUT_MS,
    // The statement that meets a fault reports it.
    onFault: () => undefined,
  });
}

/** Undefined where a server holds the embedded database. */
export async function openUnlessServed(where: Where): Promise<Database | undefined> {
  try {
    return await open(where);
  } catch (error) {
    if (error instanceof DataDirError && error.isTaken) return undefined;
    throw error;
  }
}

/** A command in the wrong folder must not make a database there. @throws Refusal */
export function requireEmbeddedFiles({ DATABASE_URL, DATA_DIR }: Where): void {
  if (DATABASE_URL !== undefined || existsSync(path.join(DATA_DIR, 'pgdata'))) return;
  throw new Refusal(
    `there is no database in ${path.resolve(DATA_DIR)}; set DATABASE_URL or DATA_DIR as the server has them, or run this in its folder`,
  );
}
