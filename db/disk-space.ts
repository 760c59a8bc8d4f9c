import {
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
} from 'node:fs';
import path from 'node:path';

const MEBIBYTE = 2 ** 20;
/** Below this the embedded database takes no writes: two segments of its write-ahead log. */
export const RESERVED_BYTES = 32 * MEBIBYTE;
/**
 * From this on it takes writes again. What commands write beside a server leaves so much, so that no
 * backup stops the server's writing.
 */
export const ENOUGH_BYTES = 2 * RESERVED_BYTES;
/** What a new, empty embedded database takes, with some to spare. */
const NEW_DATABASE_BYTES = 64 * MEBIBYTE;

/** Something was not begun, since its disk lacks the room. The message says how much, and of which. */
export class DiskFullError extends Error {
  readonly code = 'ENOSPC';
}

/** The bytes that users other than root can still write on the disk of `folder`. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/**
 * Makes sure that the disk of `folder` has `bytes` free.
 *
 * @throws DiskFullError
 */
export function needBytes(folder: string, bytes: number): void {
  const free = freeBytes(folder);
  if (free >= bytes) return;
  throw new DiskFullError(
    `the disk of ${folder} has ${inMebibytes(free)} left and ${inMebibytes(bytes)} are needed; free some space`,
  );
}

/**
 * Makes sure that the embedded database in `folder` can be opened, which writes, and fails in many
 * ways where that does not fit.
 *
 * @throws DiskFullError
 */
export function needSpace(folder: string, reserve = RESERVED_BYTES): void {
  mkdirSync(folder, { recursive: true });
  needBytes(folder, reserve + (isNew(folder) ? NEW_DATABASE_BYTES : 0));
}

/** Whether there is no embedded database in `folder` yet. */
export function isNew(folder: string): boolean {
  return !existsSync(path.join(folder, 'PG_VERSION'));
}

/**
 * Makes sure that the embedded database in `files` can write a checkpoint and be copied. Where the
 * file system can share blocks, which is tried by making and removing `probe`, the copy takes no room.
 *
 * @throws DiskFullError
 */
export function needSpaceForCopy(files: string, probe: string): void {
  needBytes(files, ENOUGH_BYTES + (canShareBlocks(files, probe) ? 0 : sizeOf(files)));
}

function canShareBlocks(files: string, probe: string): boolean {
  try {
    copyFileSync(path.join(files, 'PG_VERSION'), probe, constants.COPYFILE_FICLONE_FORCE);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(probe, { force: true });
  }
}

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(path.join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}

export function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / MEBIBYTE)} MiB`;
}
