import { statSync } from 'node:fs';
import type { Database } from '../../../db/database.ts';
import type { Config } from '../../config.ts';
import { takeSnapshot } from '../commands/snapshot.ts';
import { callServer } from '../control/call.ts';
import { open, openUnlessServed, requireEmbeddedFiles } from '../open.ts';
import { withTemporary } from '../temporary.ts';
import type { Progress } from '../terminal/progress.ts';
import { requireWritable, writeWholeFile } from '../whole-file.ts';
import { dump } from './dump.ts';
import type { Restored } from './restore.ts';
import { verify } from './verify.ts';

export interface BackedUp extends Restored {
  bytes: number;
  /** How long a server of the embedded database answered nothing; undefined where none runs. */
  stoodStillMs: number | undefined;
}

/**
 * Backs up the configured database, whether a server runs or not. The file gets its name only after
 * a trial restore has proved the backup.
 *
 * @throws Refusal
 */
export async function backUp(config: Config, file: string, progress: Progress): Promise<BackedUp> {
  requireEmbeddedFiles(config);
  requireWritable(file);
  let proven: Restored | undefined;
  async function write(database: Database): Promise<void> {
    let closed: Promise<void> | undefined;
    const close = () => {
      closed ??= database.close();
      return closed;
    };
    try {
      await writeWholeFile(file, progress.each('read', dump(database)), {
        compress: true,
        async check(partial) {
          // Two embedded databases in one process would take twice the memory.
          await close();
          proven = await verify(partial, progress.count('verified'));
        },
      });
    } finally {
      await close();
    }
  }

  let stoodStillMs: number | undefined;
  const database = await openUnlessServed(config);
  if (database === undefined) {
    const { folder, ms } = await callServer(
      config.DATA_DIR,
      takeSnapshot,
      {},
      async () => undefined,
    );
    stoodStillMs = ms;
    await withTemporary(folder, async () =>
      write(await open({ DATABASE_URL: undefined, DATA_DIR: folder })),
    );
  } else {
    await write(database);
  }
  if (proven === undefined) throw new Error('the backup was not verified');
  return { ...proven, bytes: statSync(file).size, stoodStillMs };
}
