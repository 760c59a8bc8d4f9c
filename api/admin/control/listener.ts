import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Logger } from 'pino';
import type { CommandDeps } from '../commands/command.ts';
import { controlApp } from './routes.ts';
import { socketPath } from './socket-path.ts';

/** The longest path of a Unix socket that the kernel accepts, in bytes (unix(7), `sun_path`). */
const LONGEST_PATH = 107;

/**
 * Takes administrators' commands on a Unix socket in the data directory, since only one process can
 * open the embedded database. Whoever can open the socket can do everything, so only the operating
 * system's user that runs the server can. Where no socket can be made, the server logs a warning
 * and runs without one.
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
    // Left behind by a killed server: this process holds the lock of the data directory.
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

/** `listen` makes the socket before it returns, under this umask: nobody else can ever open it. */
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
