import type { CDPSession, Page } from 'playwright-core';

/** The time between frames at 60 Hz, which Chromium without a screen keeps by a timer, in ms. */
export const VSYNC_MS = 1_000 / 60;

/** Bytes on the page's JavaScript heap after garbage collection. */
export async function heapBytes(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize } = await cdp.send('Runtime.getHeapUsage');
  return usedSize;
}

/**
 * Processor time of the page's main thread so far, in milliseconds, whatever else the machine does.
 * Send `Performance.enable` first.
 */
export async function workMs(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return 1_000 * (metrics.find(({ name }) => name === 'ThreadTime')?.value ?? 0);
}

/** The times from one frame to the next while `act` runs, in milliseconds. */
export async function framesDuring(page: Page, act: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(`new Promise((resolve) => {
    const frames = globalThis.frameTimes = [];
    let last;
    requestAnimationFrame(function frame(now) {
      if (frames !== globalThis.frameTimes) return;
      if (last === undefined) resolve();
      else frames.push(now - last);
      last = now;
      requestAnimationFrame(frame);
    });
  })`);
  await act();
  return page.evaluate(
    '(() => { const frames = globalThis.frameTimes; globalThis.frameTimes = undefined; return frames; })()',
  );
}

/** The share, 0 to 1, of missed frames among those that a steady 60 a second would have brought. */
export function missedShare(frames: readonly number[]): number {
  const due = frames.map((ms) => Math.max(1, Math.round(ms / VSYNC_MS)));
  const all = due.reduce((sum, count) => sum + count, 0);
  return all === 0 ? 0 : (all - frames.length) / all;
}

/**
 * From now on notes how long each key takes in the field: from the event until the frame that shows
 * it has been made. `readKeyTimes` returns the times.
 */
export async function noteKeyTimes(page: Page, field: string): Promise<void> {
  await page.evaluate(`{
    globalThis.keyTimes = [];
    document.querySelector('${field}').addEventListener('keydown', ({ timeStamp }) => {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => keyTimes.push(performance.now() - timeStamp);
        channel.port2.postMessage(undefined);
      });
    });
  }`);
}

/** In milliseconds, in the order of the keys. */
export function readKeyTimes(page: Page): Promise<number[]> {
  return page.evaluate('keyTimes');
}
