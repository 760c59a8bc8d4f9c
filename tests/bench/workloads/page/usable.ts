import type { Browser, BrowserContextOptions, CDPSession, Page } from 'playwright-core';
import type { Figure } from '../workload.ts';

/** A tab, and the browser's own protocol to it. */
export interface Tab {
  page: Page;
  cdp: CDPSession;
}

export const FIELD = '.composer textarea';

export const usableFigures: Figure[] = [
  { name: 'usable, first visit', unit: 'ms', better: 'less' },
  { name: 'usable, reload', unit: 'ms', better: 'less' },
];

/** A tab of a browser profile of its own, with nothing in its cache. */
export async function openForMeasuring(
  browser: Browser,
  storageState: BrowserContextOptions['storageState'],
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
    ...(storageState !== undefined && { storageState }),
  });
  const page = await context.newPage();
  await page.addInitScript(watch);
  const cdp = await context.newCDPSession(page);
  await cdp.send('Performance.enable');
  return { page, cdp };
}

/**
 * From the start of the navigation until the newest message has been painted and a key, pressed as
 * soon as the bench knows of that, has been painted in the field.
 */
export async function untilUsable({ page }: Tab, url: string): Promise<Record<string, number>> {
  await page.goto(url, { waitUntil: 'commit' });
  const first = await usableMs(page);
  await page.reload({ waitUntil: 'commit' });
  const again = await usableMs(page);
  return { 'usable, first visit': first, 'usable, reload': again };
}

async function usableMs(page: Page): Promise<number> {
  await page.evaluate('globalThis.shown');
  await page.keyboard.press('x');
  const ms: number = await page.evaluate('globalThis.usableMs');
  await page.keyboard.press('Backspace');
  return ms;
}

/** Runs in each document before its own scripts. */
const watch = `{
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now());
    channel.port2.postMessage(undefined);
  }));
  const shown = new Promise((resolve) => requestAnimationFrame(function look() {
    const list = document.querySelector('.timeline');
    const last = [...document.querySelectorAll('.row[data-seq]')].at(-1)?.getBoundingClientRect();
    const field = document.querySelector('${FIELD}');
    const isInView = last && last.bottom <= list.getBoundingClientRect().bottom + 1;
    if (isInView && document.activeElement === field) resolve(field);
    else requestAnimationFrame(look);
  }));
  globalThis.usableMs = shown.then((field) => new Promise((resolve) => {
    field.addEventListener('input', () => resolve(painted()), { once: true });
  }));
  globalThis.shown = shown.then(painted);
}`;
