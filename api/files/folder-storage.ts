import { constants, createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { needBytes } from '../../db/disk-space.ts';
import { createCount } from './count.ts';
import { FileMissingError, type Range, type Storage, StorageAwayError } from './storage.ts';

/** So many bytes stay free for whatever else is on the disk. */
const RESERVED_BYTES = 256 * 2 ** 20;
/** The room is looked at once for so many bytes. */
const LOOK_EVERY_BYTES = 8 * 2 ** 20;

/**
 * Files in a folder, which all nodes share. Each gets its name when it is whole and on the disk; until
 * then it is in a folder of parts.
 */
export function createFolderStorage(folder: string, reservedBytes = RESERVED_BYTES): Storage {
  const parts = path.join(folder, 'parts');
  const partOf = (key: string) => path.join(parts, key);
  const fileOf = (key: string) => pathIn(folder, key);

  return {
    async put(key, source, most) {
      const part = partOf(key);
      const count = createCount(most, LOOK_EVERY_BYTES, () => needBytes(folder, reservedBytes));
      try {
        await mkdir(parts, { recursive: true, mode: 0o700 });
        needBytes(folder, reservedBytes);
        // A restore that was broken off may have left one.
        const out = createWriteStream(part, { mode: 0o600, flags: 'w', flush: true });
        await pipeline(count.through(source), out);
        const file = fileOf(key);
        await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
        await rename(part, file);
        await syncFolder(path.dirname(file));
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        throw error === count.sourceError() ? error : toAway(error);
      }
      return count.result();
    },

    async read(key, range?: Range) {
      const handle = await open(fileOf(key)).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'ENOENT' ? new FileMissingError(key) : toAway(error);
      });
      return createReadStream('', {
        fd: handle,
        ...(range && { start: range.from, end: range.to }),
      });
    },

    async remove(key) {
      const both = [partOf(key), fileOf(key)].map((file) => rm(file, { force: true }));
      await Promise.all(both).catch((error) => {
        throw toAway(error);
      });
    },
  };
}

/** Where a file is. No folder gets more than a small share of them. */
export function pathIn(folder: string, key: string): string {
  return path.join(folder, key.slice(0, 2), key);
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);

/** What the system says of the folder; a full disk and what is no error of the system stay as they are. */
function toAway(error: unknown): unknown {
  const isOfSystem = error instanceof Error && 'syscall' in error && 'code' in error;
  if (!isOfSystem || FULL.has(String(error.code))) return error;
  return new StorageAwayError(error.message, { cause: error });
}

/** A file's new name is on the disk only when its folder has been synced (fsync(2)). */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY);
  await handle.sync().finally(() => handle.close());
}
