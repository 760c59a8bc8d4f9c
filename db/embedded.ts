import { constants, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite, types } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PGliteDialect, sql } from 'kysely';
import { type Database, NOTICE_CHANNEL } from './database.ts';
import { needSpace } from './disk-space.ts';
import type { Tables } from './tables/tables.ts';

/** The data directory cannot be used; the message says why and what to do. */
export class DataDirError extends Error {
  /** True where another process has it. */
  readonly isTaken: boolean;

  constructor(message: string, isTaken: boolean) {
    super(message);
    this.isTaken = isTaken;
  }
}

/** Begins the names of the folders in the data directory that hold snapshots. */
const SNAPSHOT = 'snapshot-';

export async function connectEmbedded(dataDir: string): Promise<Database> {
  const unlock = lockDataDir(dataDir);
  const files = path.join(dataDir, 'pgdata');
  try {
    removeSnapshots(dataDir);
    needSpace(files);
    const pglite = await PGlite.create({
      dataDir: files,
      parsers: { [types.INT8]: Number },
    });
    const db = new Kysely<Tables>({
      dialect: new PGliteDialect({ pglite }),
      plugins: [new CamelCasePlugin()],
    });
    return {
      kind: 'embedded',
      db,
      async listen(onNotice) {
        const unlisten = await pglite.listen(NOTICE_CHANNEL, onNotice);
        onNotice('');
        return () => unlisten();
      },
      // Files that were copied back are other files, whatever is in them.
      readLineage: async () => `file/${statSync(path.join(files, 'PG_VERSION')).ino}`,
      findFolder: async () => files,
      snapshot: () => copyFiles(db, files, dataDir),
      poolSize: () => ({ total: 1, idle: 0, waiting: 0 }),
      async close() {
        await db.destroy();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/**
 * Whoever holds Kysely's one connection keeps transactions out, and PGlite writes nothing by itself;
 * the checkpoint leaves next to nothing for the copy to recover.
 */
async function copyFiles(db: Kysely<Tables>, files: string, dataDir: string): Promise<string> {
  const folder = mkdtempSync(path.resolve(dataDir, SNAPSHOT));
  try {
    await db.connection().execute(async (connection) => {
      await sql`checkpoint`.execute(connection);
      // Where the file system can share blocks, the copy costs neither time nor space.
      await cp(files, path.join(folder, 'pgdata'), {
        recursive: true,
        mode: constants.COPYFILE_FICLONE,
      });
    });
    return folder;
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Those whose reader was killed. */
function removeSnapshots(dataDir: string): void {
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(SNAPSHOT)) rmSync(path.join(dataDir, name), { recursive: true });
  }
}

/**
 * PGlite does not notice a second process on its files and would destroy them. SQLite's exclusive
 * lock is the operating system's own, so it goes with the process however that ends.
 */
function lockDataDir(dataDir: string): () => void {
  const file = path.join(dataDir, 'lock');
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const lock = new DatabaseSync(file);
    try {
      lock.exec('pragma locking_mode = exclusive; begin exclusive');
    } catch (error) {
      lock.close();
      throw error;
    }
    return () => lock.close();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const isTaken = /locked/.test(reason);
    throw new DataDirError(
      isTaken
        ? `the data directory ${dataDir} is in use by another Workspace server or command; stop that one, or give this one its own DATA_DIR, or set DATABASE_URL so that both share PostgreSQL`
        : `the data directory ${dataDir} is not writable (${reason}); correct its owner and permissions, or set DATA_DIR`,
      isTaken,
    );
  }
}
