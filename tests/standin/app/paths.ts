import { mkdirSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import type { Life } from '../life.ts';
import type { CommandLine } from './command-line.ts';

export interface Paths {
  get(name: string): string;
  set(name: string, folder: string): void;
  /** A folder of the stand-in's own within the user data. */
  own(): string;
}

/** `app.getPath`: the user data folder is the switch's, else named after the app. */
export function createPaths(
  commandLine: CommandLine,
  appName: () => string,
  env: NodeJS.ProcessEnv,
  life: Life,
): Paths {
  const home = homedir();
  const appData = env['XDG_CONFIG_HOME'] ?? path.join(home, '.config');
  const changed = new Map<string, string>();
  const given = commandLine.getSwitchValue('user-data-dir');
  if (given !== '') changed.set('userData', path.resolve(given));

  const standard: Record<string, () => string> = {
    home: () => home,
    appData: () => appData,
    userData: () => path.join(appData, appName()),
    sessionData: () => get('userData'),
    logs: () => path.join(get('userData'), 'logs'),
    crashDumps: () => path.join(get('userData'), 'Crashpad'),
    temp: tmpdir,
    exe: () => process.argv[0] ?? '',
    module: () => process.argv[0] ?? '',
    desktop: () => path.join(home, 'Desktop'),
    documents: () => path.join(home, 'Documents'),
    downloads: () => path.join(home, 'Downloads'),
    music: () => path.join(home, 'Music'),
    pictures: () => path.join(home, 'Pictures'),
    videos: () => path.join(home, 'Videos'),
  };

  function get(name: string): string {
    const folder = changed.get(name) ?? standard[name]?.();
    if (folder === undefined) throw new Error(`Failed to get '${name}' path`);
    return folder;
  }

  return {
    get,
    set(name, folder) {
      if (!path.isAbsolute(folder)) throw new Error('Path must be absolute');
      if (standard[name] === undefined) throw new Error(`Failed to set path`);
      if (name === 'userData') life.mustNotBeReady(`stand-in: app.setPath('userData')`);
      mkdirSync(folder, { recursive: true });
      changed.set(name, folder);
    },
    own() {
      const folder = path.join(get('userData'), 'standin');
      mkdirSync(folder, { recursive: true });
      return folder;
    },
  };
}
