import { rmSync } from 'node:fs';

/** Runs `task` and removes the file or folder, even if a signal or an exit ends the process. */
export async function withTemporary<Out>(path: string, task: () => Promise<Out>): Promise<Out> {
  const remove = () => rmSync(path, { recursive: true, force: true });
  const stop = () => process.exit(130);
  process.on('exit', remove);
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await task();
  } finally {
    remove();
    process.off('exit', remove);
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}
