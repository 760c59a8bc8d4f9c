import { X509Certificate } from 'node:crypto';
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
  /** Why the administrator's file, which is there, is not used, or its `caFile` is not. */
  fault?: string;
}

/** The presets of the administrator's folder, or, without a usable file there, of the package's. */
export function readPresets(ofAdministrator: string | undefined, ofPackage: string): FoundPresets {
  const packaged = () => besides(ofPackage, readFileSync(path.join(ofPackage, NAME), 'utf8'));
  if (ofAdministrator === undefined) return { presets: packaged() };
  const file = path.join(ofAdministrator, NAME);
  try {
    const text = readIfThere(file);
    if (text === undefined) return { presets: packaged() };
    const presets = besides(ofAdministrator, text);
    const fault = faultOfAuthorities(presets.caFile);
    return { presets, ...(fault !== undefined && { fault: `${file}: ${fault}` }) };
  } catch (error) {
    return { presets: packaged(), fault: `${file}: ${reasonOf(error)}` };
  }
}

/** The presets of a file in `folder`, in which a relative `caFile` is as well. */
function besides(folder: string, text: string): Presets {
  const { caFile, ...presets } = parsePresets(text);
  return { ...presets, ...(caFile !== undefined && { caFile: path.resolve(folder, caFile) }) };
}

function faultOfAuthorities(caFile: string | undefined): string | undefined {
  if (caFile === undefined) return undefined;
  try {
    new X509Certificate(readFileSync(caFile));
    return undefined;
  } catch (error) {
    return `caFile ${caFile}: ${reasonOf(error)}`;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
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
