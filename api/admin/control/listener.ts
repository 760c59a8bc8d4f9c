import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import type { CommandDeps } from '../commands/command.ts';
import { controlApp } from './routes.ts';
import { socketPath } from './socket-path.ts';

/** What the kernel takes for a Unix socket, in bytes (unix(7), `sun_path`). */
const LONGEST_PATH = 107;

/**
 * Takes administrators' commands on a Unix socket in the data directory: the embedded database is
 * one process's alone. Whoever may open the socket may do all, so only the server's own user may.
 * Where there can be no socket, the server says so and runs without.
 */
export async function listenForCommands(
  deps: CommandDeps,
  dataDir: string,
  log: Logger,
): Promise<{ close(): Promise<void> } | undefined> {
  const file = socketPath(dataDir);
  const server = createServer(getRequestListener(controlApp(deps, log).fetch));
  try {
    const length = Buffer.byteLength(file);
    if (length > LONGEST_PATH) throw new Error(`its path is ${length} bytes long`);
    // Left behind by one that was killed: the lock of the data directory is this process's.
    rmSync(file, { force: true });
    await bind(server, file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(`no socket for commands at ${file} (${reason}); they need the server stopped`);
    return undefined;
  }
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The socket is made before `listen` returns, so nobody else can open it for a moment. */
async function bind(server: Server, file: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const umask = process.umask(0o177);
    server.listen(file, () => {
      server.off('error', reject);
      resolve();
    });
    process.umask(umask);
  });
}
