import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PATIENCE_MS } from '../support/page.ts';
import { until } from '../support/until.ts';
import type { DesktopSession } from './desktop-session.ts';
import { asUser } from './ordinary-user.ts';
import { electron } from './workplace.ts';

export interface Spot {
  /** Pixels of the screen. */
  x: number;
  y: number;
}

/** Another program on the user's screen, on which files can be dropped. */
export interface DropTarget {
  /** Within its window. */
  spot: Spot;
  /** What each drop has brought so far. */
  dropped(): { file: string; text: string }[][];
  end(): void;
}

export async function startDropTarget({
  user,
  folder,
  env,
}: Pick<DesktopSession, 'user' | 'folder' | 'env'>): Promise<DropTarget> {
  const app = path.join(folder, 'drop-target');
  cpSync(path.join(import.meta.dirname, 'drop-target'), app, { recursive: true });
  const out = path.join(folder, 'dropped');
  const [program = '', ...before] = asUser(user);
  const args = [`--user-data-dir=${path.join(folder, 'drop-data')}`, app];
  const child = spawn(program, [...before, electron.binary?.file ?? '', ...args], {
    ...{ env: { ...env, DROPPED_FILE: out }, cwd: folder, stdio: 'ignore', detached: true },
  });
  // The last may not be written whole yet.
  const lines = () => (existsSync(out) ? readFileSync(out, 'utf8').split('\n').slice(0, -1) : []);
  await until(() => lines().length > 0, PATIENCE_MS);
  return {
    spot: JSON.parse(lines()[0] ?? ''),
    dropped: () =>
      lines()
        .slice(1)
        .map((line) => JSON.parse(line)),
    end() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    },
  };
}

/** Whether `mouse` can be had. */
export function hasMouse(): boolean {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, 'xdotool')));
}

/** The mouse of the session's screen, with which the window manager and all programs have to do. */
export function mouse({ env }: Pick<DesktopSession, 'env'>) {
  const tell = (...command: (string | number)[]) =>
    void execFileSync('xdotool', command.map(String), { env });
  return {
    press: () => tell('mousedown', 1),
    release: () => tell('mouseup', 1),
    /** In steps, as a hand does. */
    move({ x, y }: Spot) {
      for (const off of [-40, -20, -8, 0]) tell('mousemove', x + off, y + off, 'sleep', 0.05);
    },
  };
}
