import { existsSync } from 'node:fs';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const INSTALLED = [
  process.env['CHROMIUM_PATH'] ?? '',
  // Chromium without a window to draw, which uses a quarter less processor time.
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  chromium.executablePath(),
];

let shared: Promise<Browser> | undefined;

/** The browser that all suites of this process share; each suite closes its own pages. */
export function sharedChromium(): Promise<Browser> {
  shared ??= launchChromium();
  return shared;
}

/**
 * Closes all pages, so that no page of this suite goes on reconnecting, maybe to a later suite's
 * server on the same port.
 */
export async function closePages(browser: Browser): Promise<void> {
  for (const context of browser.contexts()) await context.close();
}

/** A real Chromium: the system's, else the one that Playwright keeps. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const executablePath = INSTALLED.find((file) => file !== '' && existsSync(file));
  if (executablePath === undefined) {
    throw new Error(
      'the page is tested in a real Chromium, and there is none: "apt-get install chromium-headless-shell", or "npx playwright-core install chromium", or set CHROMIUM_PATH',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      // Chromium has no sandbox for root, as in a container.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    ...options,
  });
}
