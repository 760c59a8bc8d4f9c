import { existsSync, mkdirSync, statfsSync } from 'node:fs';
import path from 'node:path';

const MEBIBYTE = 2 ** 20;
/** Below this the embedded database takes no writes: two segments of its write-ahead log. */
export const RESERVED_BYTES = 32 * MEBIBYTE;
/** What a new, empty embedded database takes, with some to spare. */
const NEW_DATABASE_BYTES = 64 * MEBIBYTE;

/** The bytes that users other than root can still write on the disk of `folder`. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Makes sure that the embedded database in `folder` can be opened: PGlite hangs for ever where the
 * disk is full.
 *
 * @throws Error with `code` ENOSPC
 */
export function needSpace(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const isNew = !existsSync(path.join(folder, 'PG_VERSION'));
  const needed = RESERVED_BYTES + (isNew ? NEW_DATABASE_BYTES : 0);
  const free = freeBytes(folder);
  if (free >= needed) return;
  throw Object.assign(
    new Error(
      `the disk of ${folder} has ${inMebibytes(free)} left and ${inMebibytes(needed)} are needed; free some space`,
    ),
    { code: 'ENOSPC' },
  );
}

export function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / MEBIBYTE)} MiB`;
}
