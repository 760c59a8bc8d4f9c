import { constants, createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { needBytes } from '../../db/disk-space.ts';
import { createCount } from './count.ts';
import { free } from './free.ts';
import { sendPieces } from './send-pieces.ts';
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
  const openFile = (key: string): Promise<FileHandle> =>
    open(fileOf(key)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ENOENT' ? new FileMissingError(key) : toAway(error);
    });

  return {
    async put(key, source, most) {
      const part = partOf(key);
      const count = createCount(most, LOOK_EVERY_BYTES, () => needBytes(folder, reservedBytes));
      try {
        await mkdir(parts, { recursive: true, mode: 0o700 });
        needBytes(folder, reservedBytes);
        // A restore that was broken off may have left one.
        await write(part, count.through(source));
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
      const fd = await openFile(key);
      return createReadStream('', { fd, ...(range && { start: range.from, end: range.to }) });
    },

    async open(key, range) {
      const handle = await openFile(key);
      return {
        send: (write) => sendPieces(handle, range, write),
        close: () => handle.close(),
      };
    },

    async remove(key) {
      const both = [partOf(key), fileOf(key)].map((file) => rm(file, { force: true }));
      await Promise.all(both).catch((error) => {
        throw toAway(error);
      });
    },
  };
}

async function write(part: string, source: AsyncIterable<Buffer>): Promise<void> {
  const out = await open(part, 'w', 0o600);
  try {
    for await (const chunk of source) {
      await out.appendFile(chunk);
      free(chunk);
    }
    await out.sync();
  } finally {
    await out.close();
  }
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
