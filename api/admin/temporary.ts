import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Refusal } from './refusal.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `task` and removes the file or folder, even if a signal or an exit ends the process; not where it
 * `isKept` by then.
 */
export async function withTemporary<Out>(
  file: string,
  task: () => Promise<Out>,
  isKept: () => boolean = () => false,
): Promise<Out> {
  const remove = () => {
    if (isKept()) return;
    try {
      rmSync(file, { recursive: true, force: true });
    } catch {
      // Where it could not be made, such as in another user's folder, the task tells why it failed.
    }
  };
  // Ends by the signal: process.exit() waits for V8's compilers, which at times wait for the main thread.
  const stop = (signal: NodeJS.Signals) => {
    remove();
    process.off(signal, stop);
    // Where others listen as well, they hear it again, until nobody does.
    process.kill(process.pid, signal);
  };
  process.on('exit', remove);
  for (const signal of SIGNALS) process.on(signal, stop);
  try {
    return await task();
  } finally {
    remove();
    process.off('exit', remove);
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/** @throws Refusal */
export function makeTemporaryFolder(name: string): string {
  try {
    return mkdtempSync(path.join(tmpdir(), `${name}-`));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal(
      `no temporary folder can be made in ${tmpdir()} (${reason}); set TMPDIR to one with room for the whole database`,
    );
  }
}
