import { readFile, statfs } from 'node:fs/promises';
import path from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../db/database.ts';
import { findPending } from '../../db/migrate.ts';
import type { Tables } from '../../db/tables/tables.ts';
import { readProgress } from '../search/progress.ts';
import type { NodeState, Settings } from './contract.ts';

const QUERIES = 5;

export type ReadDiagnostics = () => Promise<NodeState>;

/**
 * Looks at this server and its database, anew at each call. Rejects where the database is away.
 *
 * @param filesFolder where the files of messages are; undefined where they are in a bucket
 */
export function createDiagnostics(
  database: Database,
  version: string,
  settings: Settings,
  filesFolder: string | undefined,
): ReadDiagnostics {
  const { db, kind } = database;
  return async () => {
    const latencyMs = await timeQueries(db);
    return {
      version,
      nodeVersion: process.versions.node,
      now: new Date().toISOString(),
      uptimeSeconds: Math.round(process.uptime()),
      memoryBytes: process.memoryUsage.rss(),
      fileLimit: await readFileLimit(),
      database: {
        kind,
        latencyMs,
        ...(await readDatabase(db)),
        pendingMigrations: await findPending(db),
      },
      disk: await readDisk(await database.findFolder()),
      // Before the first file it is not there.
      filesDisk:
        (await readDisk(filesFolder)) ??
        (await readDisk(filesFolder && path.dirname(path.resolve(filesFolder)))),
      search: await readProgress(db),
      settings,
    };
  };
}

async function timeQueries(db: Kysely<Tables>): Promise<number> {
  const times: number[] = [];
  while (times.length < QUERIES) {
    const startedAt = performance.now();
    await sql`select 1`.execute(db);
    times.push(performance.now() - startedAt);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(QUERIES / 2)] ?? 0;
  return Math.round(median * 100) / 100;
}

async function readDatabase(db: Kysely<Tables>): Promise<{ version: string; sizeBytes: number }> {
  const { rows } = await sql<{ version: string; sizeBytes: number }>`
    select current_setting('server_version') as version,
      pg_database_size(current_database()) as size_bytes`.execute(db);
  const row = rows[0];
  if (row === undefined) throw new Error('the database does not tell its version');
  return row;
}

/** Null where it is not known, as on another machine. */
async function readDisk(folder: string | undefined): Promise<NodeState['disk']> {
  const found = folder && (await statfs(folder).catch(() => undefined));
  return found
    ? { freeBytes: found.bavail * found.bsize, totalBytes: found.blocks * found.bsize }
    : null;
}

/** From proc(5); null on other systems than Linux, and where there is no limit. */
async function readFileLimit(): Promise<number | null> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  return soft === undefined ? null : Number(soft);
}
