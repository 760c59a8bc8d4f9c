import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Binary } from '../electron/binary.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** What the build reads of the checkout. */
const SOURCES = [
  'package.json',
  'vite.config.ts',
  'tsconfig.json',
  'LICENSE',
  'api',
  'db',
  'desktop',
];
const STAND_IN = path.join(ROOT, 'tests/electron/default-app/asynchronous-safe-storage.js');

export interface Copy extends Disposable {
  /** Where the packages are. */
  release: string;
  /** Runs `npm run build:prod:linux -- deb` as this version; resolves to the deb. */
  build(version: string, updateUrl: string): Promise<string>;
}

/** A copy of the checkout, so that a build does not take away the page that other suites open. */
export function copyCheckout({ file }: Binary): Copy {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-build-'));
  const own = (name: string) => path.join(folder, name);
  for (const name of SOURCES) cpSync(path.join(ROOT, name), own(name), { recursive: true });
  symlinkSync(path.join(ROOT, 'node_modules'), own('node_modules'));
  // An older Electron than the pinned one lacks calls that the client makes.
  const main = own('desktop/main/index.ts');
  cpSync(STAND_IN, own('desktop/main/stand-in.js'));
  writeFileSync(main, `import './stand-in.js';\n${readFileSync(main, 'utf8')}`);
  allowDebugging(own('desktop/main/single-instance.ts'));
  // The default app of a fetched Electron may be a folder, which electron-builder cannot read.
  const dist = own('electron');
  cpSync(path.dirname(file), dist, {
    recursive: true,
    filter: (from) => path.basename(from) !== 'default_app.asar',
  });
  return {
    release: own('release'),
    async build(version, updateUrl) {
      const manifest = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
      writeFileSync(own('package.json'), JSON.stringify({ ...manifest, version }));
      const env = {
        ...process.env,
        UPDATE_URL: updateUrl,
        ELECTRON_OVERRIDE_DIST_PATH: dist,
      };
      const child = spawn('npm', ['run', 'build:prod:linux', '--', 'deb'], { cwd: folder, env });
      const [out, err, [status]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close'),
      ]);
      if (status !== 0) throw new Error(`the build has failed: ${out}${err}`);
      return own(`release/workspace_${version}_amd64.deb`);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

/**
 * The client refuses Chromium's debugging port, by which alone a test sees the page of an installed
 * copy: its fuses refuse the inspector. So the copy, and nothing that is ever delivered, takes it.
 */
function allowDebugging(file: string): void {
  const source = readFileSync(file, 'utf8');
  const changed = source.replace("  'remote-debugging-port',\n", '');
  if (changed === source) throw new Error(`${file} does not refuse the debugging port`);
  writeFileSync(file, changed);
}
