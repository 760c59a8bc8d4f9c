import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { PGlite, types } from '@electric-sql/pglite';
import { CamelCasePlugin, Kysely, PGliteDialect } from 'kysely';
import { type Database, NOTICE_CHANNEL } from './database.ts';
import { needSpace } from './disk-space.ts';
import type { Tables } from './tables/tables.ts';

/** The data directory cannot be used; the message says why and what to do. */
export class DataDirError extends Error {}

export async function connectEmbedded(dataDir: string): Promise<Database> {
  const unlock = lockDataDir(dataDir);
  const files = path.join(dataDir, 'pgdata');
  try {
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
 * PGlite does not notice a second process on its files and would destroy them. SQLite's exclusive
 * lock is the operating system's own, so it goes with the process however that ends.
 */
function lockDataDir(dataDir: string): () => void {
  const file = path.join(dataDir, 'lock');
  try {
    mkdirSync(dataDir, { recursive: true });
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
    throw new DataDirError(
      /locked/.test(reason)
        ? `the data directory ${dataDir} is in use by another Workspace server; stop that one, or give this one its own DATA_DIR, or set DATABASE_URL so that both share PostgreSQL`
        : `the data directory ${dataDir} is not writable (${reason}); correct its owner and permissions, or set DATA_DIR`,
    );
  }
}
