import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type * as Electron from 'electron';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { PATIENCE_MS } from '../support/page.ts';
import { until } from '../support/until.ts';
import { type Binary, findBinary } from './binary.ts';
import { type DesktopSession, missingPackages, startDesktopSession } from './desktop-session.ts';
import { makeFolder, wrap } from './ordinary-user.ts';
import { type Recorder, record } from './recorder.ts';

const ROOT = path.join(import.meta.dirname, '../..');
/** What Electron reads of the project: main, preload, the page, and the files beside the program. */
const APP = [
  'package.json',
  'dist-desktop',
  'desktop/connection.json',
  'desktop/packaging/tray',
  'desktop/packaging/dictionaries',
];

export interface LaunchOptions {
  /** After the app on the command line, such as a deep link. */
  args?: readonly string[];
  /** As `fr-FR`. */
  locale?: string;
}

/** A desktop session with the built client, whose settings name the server. */
export interface Workplace {
  session: DesktopSession;
  /** The client's data. */
  folder: string;
  launch(options?: LaunchOptions): Promise<Desktop>;
  /**
   * Starts the client as a user does, with nobody who drives or watches it from inside.
   *
   * @param args after the app on the command line
   */
  launchAlone(args?: readonly string[]): UnattendedDesktop;
  /** Ends what still runs, and removes all that it has left. */
  clear(): Promise<void>;
}

/** A running client, of which is known what the system tells of its processes. */
export interface UnattendedDesktop {
  /** Of the main process, and of the group that its helpers are in as well. */
  pid: number;
  /** Tells main to end, as the end of a session does, waits for it, and ends what is left. */
  end(): Promise<void>;
}

/** A running client. */
export interface Desktop {
  electron: ElectronApplication;
  /** The window's page, once it has loaded. */
  page(): Promise<Page>;
  /** Runs in the main process; what it returns must be JSON. */
  evaluate<Out>(inMain: (electron: typeof Electron) => Out | Promise<Out>): Promise<Out>;
  evaluate<Arg, Out>(
    inMain: (electron: typeof Electron, arg: Arg) => Out | Promise<Out>,
    arg: Arg,
  ): Promise<Out>;
  /** What the client has shown, opened and thrown so far. */
  recorded(): Promise<Recorder['seen']>;
  /** Presses the tray menu's item at this place. */
  pressTray(item: number): Promise<void>;
  /** Starts a second copy on the same user data; resolves to its exit code. */
  second(args?: readonly string[]): Promise<number | null>;
  /** Ends every process at once, as a power cut does. */
  kill(): Promise<void>;
  /**
   * Quits, and waits for the last process.
   *
   * @throws Error where the main process has thrown what nobody caught
   */
  close(): Promise<void>;
}

/** The Electron that the suites run on, and why they do not where that is so. */
export const electron = findElectron();

/** @param instead files that the client sees in place of the system's, see `wrap` */
export async function createWorkplace(
  server: string,
  instead: Readonly<Record<string, string>> = {},
): Promise<Workplace> {
  const { binary } = electron;
  if (binary === undefined) throw new Error(electron.missing);
  const session = await startDesktopSession();
  const own = (name: string) => {
    const folder = path.join(session.folder, name);
    makeFolder(folder, session.user);
    return folder;
  };
  const app = own('app');
  for (const name of APP) cpSync(path.join(ROOT, name), path.join(app, name), { recursive: true });
  const folder = own('data');
  const settings = path.join(folder, 'settings.json');
  writeFileSync(settings, JSON.stringify({ server }));
  if (session.user !== undefined) chownSync(settings, session.user.uid, session.user.gid);
  const executablePath = wrap(session.user, binary.file, session.folder, instead);
  const running = new Set<Pick<Desktop, 'kill'>>();
  const toLaunch = (locale: string, args: readonly string[]): Launch => ({
    executablePath,
    args: [`--user-data-dir=${folder}`, `--lang=${locale}`, app, ...args],
    // Chromium takes the language from there.
    env: { ...session.env, LANGUAGE: locale.replace('-', '_') },
    cwd: session.folder,
  });

  return {
    session,
    folder,
    async launch({ args = [], locale = 'en-GB' } = {}) {
      const desktop = await start(toLaunch(locale, args));
      running.add(desktop);
      void once(desktop.electron.process(), 'exit').then(() => running.delete(desktop));
      return desktop;
    },
    launchAlone(more = []) {
      const { executablePath: file, args, ...options } = toLaunch('en-GB', more);
      const child = spawn(file, args, { ...options, detached: true, stdio: 'ignore' });
      const exited = once(child, 'exit');
      const pid = child.pid ?? Number.NaN;
      const alone = {
        pid,
        async kill() {
          endGroup(pid);
          await exited;
        },
        async end() {
          child.kill('SIGTERM');
          await exited;
          endGroup(pid);
        },
      };
      running.add(alone);
      void exited.then(() => running.delete(alone));
      return alone;
    },
    async clear() {
      for (const desktop of running) await desktop.kill();
      session.stop();
    },
  };
}

/** Everything that a script in the page could read of secrets: globals, storage, cookies. */
export function readableIn(page: Page): Promise<string> {
  return page.evaluate<string>(`JSON.stringify([
    document.cookie,
    { ...localStorage },
    { ...sessionStorage },
    Object.getOwnPropertyNames(window).map((name) => window[name]).filter((value) => typeof value === 'string'),
    document.documentElement.outerHTML,
  ])`);
}

interface Launch {
  executablePath: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
}

async function start({ executablePath, args, env, cwd }: Launch): Promise<Desktop> {
  const electron = await _electron.launch({
    executablePath,
    args,
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value ?? ''])),
    cwd,
    chromiumSandbox: true,
    // The app's own choice of light or dark is to be seen.
    colorScheme: null,
    timeout: 60_000,
  });
  const main = electron.process();
  const exited = main.exitCode === null ? once(main, 'exit') : Promise.resolve();
  // While the program starts, the inspector may lose an answer.
  await until(() =>
    electron.evaluate(record).then(
      () => true,
      () => false,
    ),
  );
  const recorded = () => electron.evaluate(() => recorder.seen);

  return {
    electron,
    async page() {
      const found = await until(
        () => electron.windows().find((page) => page.url().startsWith('app:')),
        PATIENCE_MS,
      );
      found.setDefaultTimeout(PATIENCE_MS);
      await found.waitForLoadState();
      return found;
    },
    evaluate: (inMain: unknown, arg?: unknown) => electron.evaluate(inMain as never, arg) as never,
    recorded,
    // Answered before the client does what it is asked for, which may be to quit.
    pressTray: (item) =>
      electron.evaluate((_, at) => void setTimeout(() => recorder.pressTray(at)), item),
    async second(more = []) {
      const child = spawn(executablePath, [...args, ...more], { env, cwd, stdio: 'ignore' });
      const overdue = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      const [code]: (number | null)[] = await once(child, 'exit');
      clearTimeout(overdue);
      return code ?? null;
    },
    async kill() {
      endGroup(main.pid);
      await exited;
    },
    async close() {
      const { errors } = await recorded();
      await electron.close();
      await exited;
      endGroup(main.pid);
      if (errors.length > 0) throw new Error(`the main process has thrown: ${errors.join()}`);
    },
  };
}

/** Playwright gives the main process a group of its own, which its helpers are in as well. */
function endGroup(group: number | undefined): void {
  if (group === undefined) return;
  try {
    process.kill(-group, 'SIGKILL');
  } catch {
    // There is nothing left of it.
  }
}

function findElectron(): { binary?: Binary; name: string; missing: string } {
  const binary = findBinary();
  if (binary === undefined) {
    return {
      name: 'Electron',
      missing: 'there is no Electron: "npm run electron:fetch" gets one (200 MB)',
    };
  }
  const packages = missingPackages();
  if (packages.length === 0) return { binary, name: `Electron ${binary.version}`, missing: '' };
  return {
    name: 'Electron',
    missing: `there is no desktop: "apt-get install ${packages.join(' ')}" brings it`,
  };
}
