import { rmSync } from 'node:fs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `task` and removes the file or folder, even if a signal or an exit ends the process. */
export async function withTemporary<Out>(path: string, task: () => Promise<Out>): Promise<Out> {
  const remove = () => rmSync(path, { recursive: true, force: true });
  const stop = () => process.exit(130);
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
