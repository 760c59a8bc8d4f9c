import { existsSync, statSync } from 'node:fs';
import type { Database } from '../../../db/database.ts';
import type { Config } from '../../config.ts';
import { nameOfStorage, openStorage } from '../../files/open-storage.ts';
import { holdFiles } from '../commands/files.ts';
import { takeSnapshot } from '../commands/snapshot.ts';
import { callServer } from '../control/call.ts';
import { open, openUnlessServed, requireEmbeddedFiles } from '../open.ts';
import { withTemporary } from '../temporary.ts';
import type { Progress } from '../terminal/progress.ts';
import { requireWritable, writeWholeFile } from '../whole-file.ts';
import { dump } from './dump.ts';
import { type Beside, besideOf, copyBeside } from './files/beside.ts';
import { holdIfThere, whileHeld } from './files/hold.ts';
import type { Restored } from './restore.ts';
import { verify } from './verify.ts';

export interface BackedUp extends Restored {
  bytes: number;
  /** How long a server of the embedded database answered nothing; undefined where none runs. */
  stoodStillMs: number | undefined;
}

export interface BackUpOptions {
  /** Whether the bytes of files are copied, too. */
  withFiles: boolean;
}

interface Job extends BackUpOptions {
  config: Config;
  file: string;
  progress: Progress;
}

/**
 * Backs up the configured database and then the files that it names, whether a server runs or not. What
 * is deleted meanwhile stays in the storage until the files are copied. The backup gets its name only
 * after a trial restore has proved it.
 *
 * @throws Refusal
 */
export async function backUp(
  config: Config,
  file: string,
  progress: Progress,
  { withFiles }: BackUpOptions,
): Promise<BackedUp> {
  requireEmbeddedFiles(config);
  requireWritable(file);
  const job = { config, file, progress, withFiles };
  const database = await openUnlessServed(config);
  if (database === undefined) return backUpServed(job);
  // Nobody else removes anything while this command has the embedded database.
  const mustHold = withFiles && database.kind === 'postgresql';
  const hold = async () => mustHold && holdIfThere(database.db);
  const proven = await whileHeld(hold, () => write(job, database));
  return { ...proven, bytes: statSync(file).size, stoodStillMs: undefined };
}

/** Of the embedded database, by way of the server that runs on it. */
async function backUpServed(job: Job): Promise<BackedUp> {
  const { config, file, withFiles } = job;
  const nothing = async () => undefined;
  const hold = async () => withFiles && callServer(config.DATA_DIR, holdFiles, {}, nothing);
  return whileHeld(hold, async () => {
    const { folder, ms } = await callServer(config.DATA_DIR, takeSnapshot, {}, nothing);
    const proven = await withTemporary(folder, async () =>
      write(job, await open({ DATABASE_URL: undefined, DATA_DIR: folder })),
    );
    return { ...proven, bytes: statSync(file).size, stoodStillMs: ms };
  });
}

/**
 * Closes the database. A folder of files that was not there before stays once the backup is proven,
 * before that has its name: a backup is never without its files.
 */
async function write(job: Job, database: Database): Promise<Restored> {
  const folder = besideOf(job.file);
  let isKept = existsSync(folder);
  const keep = () => {
    isKept = true;
  };
  return withTemporary(
    folder,
    () => writeBoth(job, database, keep),
    () => isKept,
  );
}

async function writeBoth(
  { config, file, progress, withFiles }: Job,
  database: Database,
  onProven: () => void,
): Promise<Restored> {
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= database.close();
    return closed;
  };
  let beside: Beside | undefined;
  let proven: Restored | undefined;
  try {
    await writeWholeFile(file, progress.each('read', dump(database)), {
      compress: true,
      async check(partial) {
        if (withFiles) {
          const storage = { from: openStorage(config), name: nameOfStorage(config) };
          const onFile = progress.count('copied', 'files');
          beside = await copyBeside({ partial, backup: file }, storage, onFile);
        }
        // Two embedded databases in one process would take twice the memory.
        await close();
        proven = await verify(partial, progress.count('verified'));
        onProven();
      },
    });
  } catch (error) {
    await beside?.undo();
    throw error;
  } finally {
    await close();
  }
  if (proven === undefined) throw new Error('the backup was not verified');
  // The backup of the same name that named them is gone.
  await beside?.prune();
  return proven;
}
