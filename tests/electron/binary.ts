import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** An Electron that runs the built client. */
export interface Binary {
  file: string;
  /** As `45.5.0`. */
  version: string;
}

/**
 * Electron as the project pins it, where its own download has brought it; else the one of
 * `npm run electron:fetch`. Looks at files alone, since importing `electron` starts the download.
 */
export function findBinary(): Binary | undefined {
  const own = path.join(import.meta.dirname, '../../node_modules/electron');
  const name = path.join(own, 'path.txt');
  const installed = existsSync(name)
    ? binaryIn(path.join(own, 'dist'), readFileSync(name, 'utf8').trim())
    : undefined;
  return installed ?? binaryIn(fetchedFolder(), 'electron');
}

/** Outside of the checkout, which only root may be able to read, and which `npm ci` empties. */
export function fetchedFolder(): string {
  const cache =
    process.getuid?.() === 0
      ? '/var/cache'
      : (process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'));
  return path.join(cache, 'workspace-tests/electron');
}

function binaryIn(folder: string, name: string): Binary | undefined {
  const file = path.join(folder, name);
  const version = path.join(folder, 'version');
  if (!existsSync(file) || !existsSync(version)) return undefined;
  return { file, version: readFileSync(version, 'utf8').trim().replace(/^v/, '') };
}
