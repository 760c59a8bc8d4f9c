import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** The app that the command line names. */
export interface Manifest {
  root: string;
  main: string;
  name: string;
  version: string;
}

/** Of `electron [switches] <folder with a package.json, or a script> [arguments]`. */
export function readManifest(argv: readonly string[]): Manifest {
  const given = path.resolve(argv.find((argument) => !argument.startsWith('-')) ?? '.');
  const isFolder = statSync(given).isDirectory();
  const root = isFolder ? given : path.dirname(given);
  const file = path.join(root, 'package.json');
  const manifest: unknown = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const textOf = (key: string, otherwise: string) => {
    const value: unknown = Object(manifest)[key];
    return typeof value === 'string' ? value : otherwise;
  };
  return {
    root,
    main: isFolder ? path.join(root, textOf('main', 'index.js')) : given,
    name: textOf('productName', textOf('name', 'Electron')),
    version: textOf('version', '0.0.0'),
  };
}
