import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isPossible } from './possible.ts';

/** A disk of its own, in memory. */
export interface SmallDisk {
  folder: string;
  /** Fills the disk so that `left` bytes remain free, whatever was filled before. */
  fill(left: number): void;
  /** Gives back what `fill` took. */
  empty(): void;
  /** From now on no further file can be made, though there is room. */
  takeNames(): void;
  /** Undoes that. */
  giveNames(): void;
  unmount(): void;
}

/** @throws Error where this user may not mount */
export function mountSmallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-disk-'));
  run('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m,mode=755`, 'tmpfs', folder]);
  const filler = path.join(folder, 'filler');
  return {
    folder,
    fill(left) {
      rmSync(filler, { force: true });
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    empty: () => rmSync(filler, { force: true }),
    takeNames() {
      const { files, ffree } = statfsSync(folder);
      run('mount', ['-o', `remount,nr_inodes=${files - ffree}`, folder]);
    },
    giveNames: () => run('mount', ['-o', 'remount,nr_inodes=0', folder]),
    unmount() {
      run('umount', ['--lazy', folder]);
      rmdirSync(folder);
    },
  };
}

/** Whether this user may mount; root in a container without the capability may not. */
export function mayMount(): boolean {
  return isPossible(
    canMount(),
    'this user may not mount, so that the tests of a full disk are skipped: run them as root with CAP_SYS_ADMIN',
  );
}

function canMount(): boolean {
  try {
    mountSmallDisk(1).unmount();
    return true;
  } catch {
    return false;
  }
}

function run(program: string, args: string[]): void {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} failed: ${stderr || error}`);
}
