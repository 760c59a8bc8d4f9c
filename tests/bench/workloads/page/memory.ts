import type { Browser } from 'playwright-core';
import { heapBytes } from '../../../support/page-timing.ts';
import { residentBytes } from '../../processes.ts';
import type { Figure } from '../workload.ts';
import type { Tab } from './usable.ts';

const MB = 2 ** 20;

export const memoryFigures: Figure[] = [
  { name: 'read back', unit: 's', better: 'none' },
  { name: 'heap after that', unit: 'MB', better: 'less' },
  { name: 'resident memory of the renderer', unit: 'MB', better: 'less' },
  { name: 'rows on the page', unit: '', better: 'none' },
];

/** Scrolls up from the newest message through as many as given, and tells what the page holds then. */
export async function readBack(
  { page, cdp }: Tab,
  browser: Browser,
  messages: number,
): Promise<Record<string, number>> {
  const from = performance.now();
  await page.evaluate(scrollBack(messages));
  const seconds = (performance.now() - from) / 1_000;
  const heap = await heapBytes(cdp);
  const own = await browser.newBrowserCDPSession();
  const { processInfo } = await own.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  return {
    'read back': seconds,
    'heap after that': heap / MB,
    // Chromium keeps a spare one, which has nothing in it.
    'resident memory of the renderer':
      Math.max(...renderers.map(({ id }) => residentBytes(id))) / MB,
    'rows on the page': await page.locator('.row[data-seq]').count(),
  };
}

const scrollBack = (messages: number) => `new Promise((resolve) => {
  const list = document.querySelector('.timeline');
  const seqs = () => [...list.querySelectorAll('.row[data-seq]')].map((row) => Number(row.dataset.seq));
  const until = Math.max(1, seqs().at(-1) - ${messages} + 1);
  requestAnimationFrame(function up() {
    list.scrollTop = 0;
    if (seqs()[0] > until) requestAnimationFrame(up);
    else resolve();
  });
})`;
