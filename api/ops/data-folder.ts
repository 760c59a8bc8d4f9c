import { chmodSync, existsSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { DataDirError } from '../../db/embedded.ts';

/** What the server makes in its data directory, and what a file system has at its root. */
const OWN = /^(pgdata|files|lock(-.+)?|control\.sock|snapshot-.+|lost\+found)$/;
const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;

/**
 * Makes the folder of the embedded database, and closes it to the machine's other users, whatever the
 * umask was: PGlite makes its files for everybody to read and write. Where the folder holds somebody
 * else's files, only what is in `pgdata` is closed, which suffices unless others may rename it.
 *
 * @throws DataDirError where others may write to it, and it is not the server's to close
 */
export function closeDataFolder(dataDir: string): void {
  // Windows has no such modes: who may read a folder there follows from the folder above it.
  if (process.platform === 'win32' || !isMade(dataDir)) return;
  const foreign = readdirSync(dataDir).filter((name) => !OWN.test(name));
  if (foreign.length === 0) close(dataDir, 0o700);
  if (isOpenTo(dataDir, OTHERS_WRITE)) {
    const why =
      foreign.length === 0
        ? 'it belongs to another user'
        : `it holds ${foreign.slice(0, 3).join(', ')}`;
    throw new DataDirError(
      `others may write to the data directory ${dataDir}, which is not closed to them since ${why}; run "chmod go-w" on it, or set DATA_DIR to a folder of its own`,
      false,
    );
  }
  const files = path.join(dataDir, 'pgdata');
  mkdirSync(files, { recursive: true, mode: 0o700 });
  close(files, 0o700);
  // Whoever can read it can hold it, and then no server starts.
  close(path.join(dataDir, 'lock'), 0o600);
}

/** False where it cannot be made: then it cannot be locked either, and that is told. */
function isMade(dataDir: string): boolean {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    return true;
  } catch {
    return false;
  }
}

/** Leaves alone what is closed, absent or another user's. */
function close(file: string, mode: number): void {
  if (!existsSync(file) || !isOpenTo(file, OTHERS)) return;
  try {
    chmodSync(file, mode);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  }
}

function isOpenTo(file: string, bits: number): boolean {
  return (statSync(file).mode & bits) !== 0;
}
