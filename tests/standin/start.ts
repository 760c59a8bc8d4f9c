import inspector from 'node:inspector';
import { pathToFileURL } from 'node:url';
import electronManifest from '../../node_modules/electron/package.json' with { type: 'json' };
import { registerStandin } from './register.ts';

/** Runs an app as Electron's binary would: `electron [switches] <app> [arguments]`. */
export async function start(executable: string, argv: readonly string[]): Promise<void> {
  process.argv = [executable, ...argv];
  const versions = { ...process.versions, electron: electronManifest.version, chrome: '0.0.0.0' };
  Object.defineProperty(process, 'versions', { value: versions });
  Object.defineProperty(process, 'type', { value: 'browser' });
  Object.defineProperty(process, 'defaultApp', { value: true });
  Object.defineProperty(process, 'resourcesPath', { value: import.meta.dirname });
  if (argv.some((argument) => argument.startsWith('--inspect'))) {
    inspector.open(0, '127.0.0.1');
    endWithParent();
  }

  registerStandin();
  const { becomeReady, default: electron, manifest } = await import('./electron.ts');
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => electron.app.quit());
  }
  // As in Electron, an app whose main module waits for it to be ready waits for ever.
  await import(pathToFileURL(manifest.main).href);
  await becomeReady();
  // Electron shows a box, and goes on.
  process.on('uncaughtException', (error) => {
    process.stderr.write(`${error.stack}\n`);
    electron.standin.note('uncaught-exception', { text: String(error.stack) });
  });
}

/** So that nothing is left of a test that was killed. */
function endWithParent(): void {
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) process.exit(1);
  }, 1_000).unref();
}
