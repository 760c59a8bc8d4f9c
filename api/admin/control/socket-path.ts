import path from 'node:path';

/** Where the server of an embedded database takes commands. */
export function socketPath(dataDir: string): string {
  return path.resolve(dataDir, 'control.sock');
}
