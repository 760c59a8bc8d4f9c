import { accessSync, constants, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Presets, parsePresets } from './server-choice.ts';

const NAME = 'connection.json';

/** The folder in which an administrator puts the organisation's `connection.json`. */
export function administratorsFolder(platform: NodeJS.Platform): string {
  if (platform === 'win32') {
    return path.join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'Workspace');
  }
  return platform === 'darwin' ? '/Library/Application Support/Workspace' : '/etc/workspace';
}

export interface FoundPresets {
  presets: Presets;
  /** Why the administrator's file, which is there, is not used. */
  fault?: string;
}

/** The presets of the administrator's folder, or, without a usable file there, of the package's. */
export function readPresets(ofAdministrator: string | undefined, ofPackage: string): FoundPresets {
  const packaged = () => parsePresets(readFileSync(path.join(ofPackage, NAME), 'utf8'));
  if (ofAdministrator === undefined) return { presets: packaged() };
  const file = path.join(ofAdministrator, NAME);
  try {
    const text = readIfThere(file);
    return { presets: text === undefined ? packaged() : parsePresets(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { presets: packaged(), fault: `${file}: ${reason}` };
  }
}

/**
 * Undefined as well where the user may not look into the folder: on a machine that runs the server
 * too, `/etc/workspace` is the server's.
 */
function readIfThere(file: string): string | undefined {
  try {
    accessSync(path.dirname(file), constants.X_OK);
  } catch {
    return undefined;
  }
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
