import path from 'node:path';
import type { Page } from 'playwright-core';
import {
  type Desktop,
  electronBinary,
  type Kind,
  type LaunchOptions,
  launchDesktop,
} from './driver.ts';

/** What the fixture's main process keeps for the tests, as `globalThis.fixture`. */
export interface Fixture {
  requests: { url: string; method: string; headers: Record<string, string>; body: string }[];
  cancelled: number;
  streams: ((text: string) => void)[];
  second: { argv: string[]; workingDirectory: string; data: unknown }[];
  sent: { args: unknown[]; from: string }[];
  gone: string[];
  navigations: string[];
  opened: string[];
}

declare global {
  var fixture: Fixture;
}

/** The executables on this machine: what holds on the stand-in must hold on the real one. */
export const kinds: Kind[] = electronBinary() === undefined ? ['standin'] : ['standin', 'electron'];

/** Starts the small app in `fixture/`. */
export function launchFixture(kind: Kind, options: LaunchOptions = {}): Promise<Desktop> {
  return launchDesktop(kind, { app: path.join(import.meta.dirname, 'fixture'), ...options });
}

/** Runs statements in the page, whose types the tests do not have, and gives what they return. */
export function run(page: Page, statements: string): Promise<unknown> {
  return page.evaluate(`(async () => { ${statements} })()`);
}
