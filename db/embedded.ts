import { constants, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite, type PGliteOptions, types } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PGliteDialect, sql } from 'kysely';
import { type Database, NOTICE_CHANNEL } from './database.ts';
import {
  freeBytes,
  isNew,
  needBytes,
  needSpace,
  needSpaceForCopy,
  RESERVED_BYTES,
} from './disk-space.ts';
import { watchForDeath } from './embedded-death.ts';
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

/** The prefix of the names of snapshots and of what they need, in the data directory. */
const SNAPSHOT = 'snapshot-';
/** Longer than a backup takes (TimeoutStartSec of its unit). */
const SNAPSHOT_MS = 7 * 60 * 60 * 1000;

/** @throws DataDirError, DiskFullError */
export async function connectEmbedded(dataDir: string): Promise<Database> {
  const unlock = lockDataDir(dataDir);
  const files = path.join(dataDir, 'pgdata');
  try {
    removeSnapshots(dataDir, 0);
    const { options, died } = watchForDeath();
    const pglite = await openFiles(files, options);
    const db = new Kysely<Tables>({
      dialect: new PGliteDialect({ pglite }),
      plugins: [new CamelCasePlugin()],
    });
    return {
      kind: 'embedded',
      db,
      where: () => undefined,
      async listen(onNotice) {
        const unlisten = await pglite.listen(NOTICE_CHANNEL, onNotice);
        onNotice('');
        return () => unlisten();
      },
      // A file that was copied back has another inode, whatever is in it.
      readLineage: async () => `file/${statSync(path.join(files, 'PG_VERSION')).ino}`,
      findFolder: async () => files,
      snapshot: () => copyFiles(db, files, dataDir),
      checkpoint: () => writeCheckpoint(db, files),
      died,
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

/** Not where it might not fit: PostgreSQL panics at that. */
async function writeCheckpoint(db: Kysely<Tables>, files: string): Promise<void> {
  if (freeBytes(files) >= RESERVED_BYTES) await sql`checkpoint`.execute(db);
}

async function openFiles(files: string, options: PGliteOptions): Promise<PGlite> {
  needSpace(files);
  const wasNew = isNew(files);
  try {
    return await PGlite.create({
      ...options,
      dataDir: files,
      parsers: { [types.INT8]: Number },
    });
  } catch (error) {
    // What was begun is no database, and could never be opened.
    if (wasNew) rmSync(files, { recursive: true, force: true });
    else needSpace(files);
    throw error;
  }
}

/**
 * A transaction waits while somebody holds Kysely's one connection, and PGlite writes nothing by
 * itself, so the files do not change during the copy. The checkpoint leaves almost nothing for the
 * copy to recover.
 */
async function copyFiles(db: Kysely<Tables>, files: string, dataDir: string): Promise<string> {
  return db.connection().execute(async (connection) => {
    // Before the checkpoint: PostgreSQL panics at one that does not fit.
    removeSnapshots(dataDir, SNAPSHOT_MS);
    needSpaceForCopy(files, path.join(dataDir, `${SNAPSHOT}probe`));
    await sql`checkpoint`.execute(connection);
    const folder = mkdtempSync(path.resolve(dataDir, SNAPSHOT));
    try {
      // Where the file system can share blocks, the copy costs neither time nor space.
      await cp(files, path.join(folder, 'pgdata'), {
        recursive: true,
        mode: constants.COPYFILE_FICLONE,
      });
      return folder;
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  });
}

/** Removes snapshots of this age, which killed readers have left behind. */
function removeSnapshots(dataDir: string, ageMs: number): void {
  for (const name of readdirSync(dataDir)) {
    const folder = path.join(dataDir, name);
    if (!name.startsWith(SNAPSHOT)) continue;
    // The clock may have been set back since.
    if (Math.max(0, Date.now() - statSync(folder).mtimeMs) < ageMs) continue;
    rmSync(folder, { recursive: true });
  }
}

/**
 * PGlite does not notice a second process on its files, and the two would destroy them. SQLite's
 * exclusive lock is the operating system's own, so it ends with the process, however that ends.
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
    if (/disk is full|ENOSPC/.test(reason)) needBytes(dataDir, RESERVED_BYTES);
    throw new DataDirError(
      isTaken
        ? `the data directory ${dataDir} is in use by another Workspace server or command; stop that one, or give this one its own DATA_DIR, or set DATABASE_URL so that both share PostgreSQL`
        : `the data directory ${dataDir} is not writable (${reason}); correct its owner and permissions, or set DATA_DIR`,
      isTaken,
    );
  }
}
