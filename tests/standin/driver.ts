import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type * as Electron from 'electron';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../support/page.ts';
import { until } from '../support/until.ts';
import type { Recorder } from './recorder.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Which executable runs the built client. */
export type Kind = 'standin' | 'electron';

/** What `evaluate` finds in the main process: Electron's module, and on the stand-in its recorder. */
export type Module = typeof Electron & { standin: Recorder };

export interface LaunchOptions {
  /** The user data; without one a new folder, which `close` removes. */
  folder?: string;
  env?: Record<string, string>;
  /** As `fr-FR`. */
  locale?: string;
  /** After the app on the command line, such as a deep link. */
  args?: readonly string[];
  /** The folder of the app's package.json. */
  app?: string;
}

/** A running desktop client. */
export interface Desktop {
  kind: Kind;
  folder: string;
  electron: ElectronApplication;
  /** The window's page, once it has loaded. */
  page(): Promise<Page>;
  /** Runs in the main process; what it returns must be JSON. */
  evaluate<Out>(inMain: (electron: Module) => Out | Promise<Out>): Promise<Out>;
  evaluate<Arg, Out>(
    inMain: (electron: Module, arg: Arg) => Out | Promise<Out>,
    arg: Arg,
  ): Promise<Out>;
  /** Starts a second copy on the same user data; resolves to its exit code. */
  second(args?: readonly string[]): Promise<number | null>;
  /** As a power cut does. */
  kill(): Promise<void>;
  /**
   * Quits, waits for the last process, and removes the folder unless told to keep it.
   *
   * @throws Error where the main process has thrown what nobody caught, on the stand-in
   */
  close(options?: { keep?: boolean }): Promise<void>;
}

/** Electron's own binary where it is on this machine. Looks at files alone: to import `electron` is to download it. */
export function electronBinary(): string | undefined {
  const folder = path.join(root, 'node_modules/electron');
  const file = path.join(folder, 'path.txt');
  if (!existsSync(file)) return undefined;
  const binary = path.join(folder, 'dist', readFileSync(file, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
}

/** Starts the client, by default the built one of this repository. Nothing is left behind where that fails. */
export async function launchDesktop(kind: Kind, options: LaunchOptions = {}): Promise<Desktop> {
  const executablePath =
    kind === 'standin' ? path.join(import.meta.dirname, 'electron') : electronBinary();
  if (executablePath === undefined) throw new Error('the binary of Electron is not here');
  const folder = options.folder ?? mkdtempSync(path.join(tmpdir(), 'workspace-desktop-'));
  const removeFolder = () =>
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  const isRoot = process.getuid?.() === 0;
  const args = [
    ...(isRoot ? ['--no-sandbox'] : []),
    `--user-data-dir=${folder}`,
    `--lang=${options.locale ?? 'en-GB'}`,
    options.app ?? root,
  ];
  const env = environment(options.env);
  const launched = _electron.launch({
    executablePath,
    args: [...args, ...(options.args ?? [])],
    env,
    cwd: root,
    chromiumSandbox: !isRoot,
    // The app's own choice of light or dark is to be seen.
    colorScheme: null,
    timeout: 60_000,
  });
  const electron = await launched.catch((error: unknown) => {
    if (options.folder === undefined) removeFolder();
    throw error;
  });
  const main = electron.process();
  const exited = main.exitCode === null ? once(main, 'exit') : Promise.resolve();

  return {
    kind,
    folder,
    electron,
    async page() {
      const found = await until(() => electron.windows().find(isOfTheApp), PATIENCE_MS);
      found.setDefaultTimeout(PATIENCE_MS);
      await found.waitForLoadState();
      return found;
    },
    evaluate: (inMain: unknown, arg?: unknown) => electron.evaluate(inMain as never, arg) as never,
    async second(more = []) {
      const child = spawn(executablePath, [...args, ...more], { env, cwd: root, stdio: 'ignore' });
      const overdue = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      const [code]: (number | null)[] = await once(child, 'exit');
      clearTimeout(overdue);
      return code ?? null;
    },
    async kill() {
      endGroup(main.pid);
      await exited;
    },
    async close({ keep = false } = {}) {
      const thrown = await electron.evaluate(uncaught).catch(() => []);
      await electron.close();
      await exited;
      endGroup(main.pid);
      if (!keep) removeFolder();
      if (thrown.length > 0) throw new Error(`the main process has thrown: ${thrown.join()}`);
    },
  };
}

/** The page, and neither a blank one nor a tool's. */
function isOfTheApp(page: Page): boolean {
  return /^app:|^http:\/\/[^/]+\.app\.localhost\//.test(page.url());
}

function uncaught({ standin }: Partial<Module>): string[] {
  return (standin?.all('uncaught-exception') ?? []).map(({ text }) => String(text));
}

/** Of this process, without what would make Node or Electron another program. */
function environment(own: Record<string, string> = {}): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env))
    if (value !== undefined) env[name] = value;
  for (const name of ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'VITE_DEV_SERVER_URL']) {
    delete env[name];
  }
  // The stand-in runs on the Node that runs the tests.
  env['PATH'] = `${path.dirname(process.execPath)}${path.delimiter}${env['PATH'] ?? ''}`;
  return { ...env, ...own };
}

/** Playwright gives the main process a group of its own, which its browser is in as well. */
function endGroup(group: number | undefined): void {
  if (group === undefined || process.platform === 'win32') return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // There is nothing left of it.
  }
}
