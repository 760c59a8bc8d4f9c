import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Builds the page if it has not been built; the suites of both databases use the same build. */
export function buildPage(): void {
  if (existsSync('dist-desktop/renderer/index.html')) return;
  const built = spawnSync(process.execPath, ['desktop/build-if-missing.ts'], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the page cannot be built: ${built.stderr}`);
}

/** An element that takes longer is missing; the test must say so before it times out itself. */
export const PATIENCE_MS = 10_000;
/** The page waits a random time before it tries again; in tests always a short one. */
const SHORT_WAITS = 'Math.random = () => 0.05';

/** Opens a window as on a workstation of its own; any error of the page fails the test. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    reducedMotion: process.env['TEST_MOTION'] === 'reduce' ? 'reduce' : 'no-preference',
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addInitScript(SHORT_WAITS);
  const page = await context.newPage();
  page.on('pageerror', (error) => {
    throw error;
  });
  await page.goto(url);
  return page;
}

/** Signs in through the screen, and waits for the chat. */
export async function signInOn(
  page: Page,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await page.click('button[type=submit]');
  await page.waitForSelector('.composer');
}

/** Opens the menu on one's own name and chooses this from it. */
export async function chooseOn(page: Page, item: string): Promise<void> {
  await page.click('.me');
  await page.click(`[role=menuitem] >> text="${item}"`);
}

/** Types a message into the open channel and sends it. */
export async function say(page: Page, text: string): Promise<void> {
  await page.fill('.composer textarea', text);
  await page.press('.composer textarea', 'Enter');
}

/** The bodies on the page, in their order. */
export function bodiesOn(page: Page): Promise<string[]> {
  return page.locator('.row .markdown').allInnerTexts();
}

/** Waits until the chat says that the connection is live. */
export async function untilLive(page: Page): Promise<void> {
  await page.waitForSelector('.connection-state.live', { state: 'attached' });
}

export async function isConnectionShown(page: Page): Promise<boolean> {
  return (await page.locator('.banner.connection').count()) > 0;
}

/** Opens the channel of this name from the list. */
export async function openChannelOn(page: Page, name: string): Promise<void> {
  await page.locator('.sidebar button.place', { hasText: name }).click();
  await page.waitForSelector(`.channel-head h1:has-text("${name}")`);
}

/** What the page keeps on disk, by name. */
export function keptOn(page: Page): Promise<Record<string, string>> {
  return page.evaluate(() => ({ ...localStorage }));
}
