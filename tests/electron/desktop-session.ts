import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { until } from '../support/until.ts';
import { asUser, makeFolder, type OrdinaryUser, ordinaryUser } from './ordinary-user.ts';

/** What a desktop session needs of Debian, beside Electron's own libraries: a program and its package. */
const PROGRAMS = {
  Xvfb: 'xvfb',
  openbox: 'openbox',
  'dbus-daemon': 'dbus',
  'gnome-keyring-daemon': 'gnome-keyring',
  dunst: 'dunst',
};

/** The notification area, which is no program of the path. */
const TRAY_HOST = {
  file: '/usr/libexec/ayatana-indicator-application/ayatana-indicator-application-service',
  package: 'ayatana-indicator-application',
};

/** The packages of Debian that bring what is missing here for a desktop session. */
export function missingPackages(): string[] {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const packages = Object.entries(PROGRAMS)
    .filter(([program]) => !folders.some((folder) => existsSync(path.join(folder, program))))
    .map(([, name]) => name);
  return existsSync(TRAY_HOST.file) ? packages : [...packages, TRAY_HOST.package];
}

/** What has to answer on the bus before the client asks for it. */
const SERVICES = [
  'org.freedesktop.secrets',
  'org.freedesktop.Notifications',
  'org.kde.StatusNotifierWatcher',
];

export interface ShownNotification {
  title: string;
  body: string;
}

/** A user's desktop on a screen of its own: window manager, bus, unlocked keyring, notifications. */
export interface DesktopSession {
  user: OrdinaryUser | undefined;
  /** Of the user, who has all in it. */
  folder: string;
  /** For every program of the session. */
  env: NodeJS.ProcessEnv;
  /** Those that have been shown since the last `forgetNotifications`, oldest first. */
  notifications(): ShownNotification[];
  /** How many are on the screen. */
  notificationsOnScreen(): number;
  /** Presses the oldest one on the screen. */
  pressNotification(): void;
  /** Closes those on the screen as well. */
  forgetNotifications(): void;
  /** Leaves a desktop without a notification area. */
  endTrayHost(): void;
  /** Ends the screen under the programs that are on it. */
  endScreen(): void;
  /** Ends all of it, and removes the folder. */
  stop(): void;
}

export async function startDesktopSession(): Promise<DesktopSession> {
  const user = ordinaryUser();
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-desktop-'));
  makeFolder(folder, user);
  const env: NodeJS.ProcessEnv = {
    ...environment(),
    HOME: folder,
    TMPDIR: folder,
    XDG_RUNTIME_DIR: path.join(folder, 'run'),
    // Electron keeps secrets in the keyring of a desktop that it knows.
    XDG_CURRENT_DESKTOP: 'GNOME',
  };
  makeFolder(path.join(folder, 'run'), user);
  const children: ChildProcess[] = [];
  const [first = '', ...before] = asUser(user);
  function start(program: string, ...args: string[]): ChildProcess {
    // On the fourth, Xvfb tells its display.
    const stdio = ['pipe', 'pipe', 'ignore', 'pipe'] as const;
    const all = [...before, program, ...args];
    const child = spawn(first, all, { env, cwd: folder, stdio: [...stdio] });
    children.push(child);
    return child;
  }
  const ask = (...command: string[]) =>
    execFileSync(first, [...before, ...command], { env, cwd: folder, encoding: 'utf8' });

  const screen = start(
    'Xvfb',
    '-displayfd',
    '3',
    '-screen',
    '0',
    '1600x1000x24',
    '-nolisten',
    'tcp',
  );
  env['DISPLAY'] = `:${await firstLine(screen.stdio[3])}`;
  const bus = start('dbus-daemon', '--session', '--nofork', '--print-address');
  env['DBUS_SESSION_BUS_ADDRESS'] = await firstLine(bus.stdout);
  const keyring = start('gnome-keyring-daemon', '--foreground', '--unlock', '--components=secrets');
  keyring.stdin?.end('password');
  start('openbox');
  const trayHost = start(TRAY_HOST.file);
  start('dunst', '-config', writeDunstSettings(folder));
  await until(() => {
    const names = ask(
      'dbus-send',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus.ListNames',
    );
    return SERVICES.every((service) => names.includes(`"${service}"`));
  });

  let forgotten = 0;
  const noted = () => readNotes(path.join(folder, 'notifications'));

  return {
    user,
    folder,
    env,
    notifications: () =>
      noted()
        .filter(({ id }) => id > forgotten)
        .map(({ title, body }) => ({ title, body })),
    notificationsOnScreen: () => Number(ask('dunstctl', 'count', 'displayed')),
    pressNotification: () => void ask('dunstctl', 'action'),
    forgetNotifications() {
      ask('dunstctl', 'close-all');
      forgotten = noted().at(-1)?.id ?? forgotten;
    },
    endTrayHost: () => void trayHost.kill('SIGKILL'),
    endScreen: () => void screen.kill('SIGTERM'),
    stop() {
      for (const child of children.reverse()) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** Notifications stay until they are pressed or closed, and each is noted in a file when it is shown. */
function writeDunstSettings(folder: string): string {
  const script = path.join(folder, 'note');
  const parts = '"$DUNST_ID" "$DUNST_SUMMARY" "$DUNST_BODY"';
  writeFileSync(
    script,
    `#!/bin/sh\nprintf '%s\\0%s\\0%s\\0' ${parts} >> ${folder}/notifications\n`,
    {
      mode: 0o755,
    },
  );
  const file = path.join(folder, 'dunstrc');
  const rule = `summary = *\ntimeout = 0\nscript = ${script}\n`;
  writeFileSync(file, `[global]\nmarkup = full\nsort = no\nstack_duplicates = no\n[all]\n${rule}`);
  return file;
}

/** Sorts by number: two notifications at once may be noted in the wrong order. */
function readNotes(file: string): (ShownNotification & { id: number })[] {
  const words = existsSync(file) ? readFileSync(file, 'utf8').split('\0') : [];
  const notes = [];
  for (let at = 0; at + 3 < words.length + 1; at += 3) {
    const [id, title = '', body = ''] = words.slice(at);
    if (id !== '') notes.push({ id: Number(id), title, body });
  }
  return notes.sort((one, other) => one.id - other.id);
}

/** The environment of this process, without variables that change what Node or Electron runs. */
function environment(): NodeJS.ProcessEnv {
  const {
    ELECTRON_RUN_AS_NODE: _1,
    NODE_OPTIONS: _2,
    VITE_DEV_SERVER_URL: _3,
    ...env
  } = process.env;
  return env;
}

async function firstLine(stream: unknown): Promise<string> {
  const lines = createInterface(stream as Readable);
  const [line] = await once(lines, 'line');
  return line;
}
