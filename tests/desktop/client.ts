import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Page } from 'playwright-core';
import {
  type Desktop,
  electronBinary,
  type Kind,
  type LaunchOptions,
  launchDesktop,
} from '../standin/driver.ts';

/** The stand-in everywhere; Electron itself where its binary is. */
export const kinds: Kind[] = electronBinary() === undefined ? ['standin'] : ['standin', 'electron'];

/** A user's data folder that knows its server already, and every client that was started on it. */
export interface Workplace {
  folder: string;
  launch(options?: Omit<LaunchOptions, 'folder'>): Promise<Desktop>;
  /** Ends what still runs, and removes the folder. */
  clear(): Promise<void>;
}

export function createWorkplace(kind: Kind, server: string): Workplace {
  const folder = mkdtempSync(path.join(tmpdir(), 'workspace-desktop-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'settings.json'), JSON.stringify({ server }));
  const running = new Set<Desktop>();
  return {
    folder,
    async launch(options) {
      const desktop = await launchDesktop(kind, { ...options, folder });
      running.add(desktop);
      return {
        ...desktop,
        async close(how) {
          running.delete(desktop);
          await desktop.close({ keep: true, ...how });
        },
        async kill() {
          running.delete(desktop);
          await desktop.kill();
        },
      };
    },
    async clear() {
      for (const desktop of running) await desktop.kill();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
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
