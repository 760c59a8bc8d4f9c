import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const MOST_DUMPS = 5;

/**
 * The crash dumps in the folder, newest first, wherever in it Crashpad has put them. Each holds parts
 * of a process's memory, so they stay on this machine.
 */
export function crashDumpsIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.dmp'))
      .map((name) => path.join(folder, name))
      .map((file) => ({ file, at: statSync(file).mtimeMs }))
      .sort((one, other) => other.at - one.at)
      .map(({ file }) => file);
  } catch {
    // There is no folder before the first crash.
    return [];
  }
}

/** Removes all but the newest few. */
export function pruneCrashDumps(folder: string): void {
  for (const dump of crashDumpsIn(folder).slice(MOST_DUMPS)) {
    for (const file of [dump, dump.replace(/dmp$/, 'meta')]) rmSync(file, { force: true });
  }
}
