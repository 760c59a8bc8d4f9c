import { framesDuring, missedShare, workMs } from '../../../support/page-timing.ts';
import { percentile } from '../../statistics.ts';
import type { Figure } from '../workload.ts';
import type { Tab } from './usable.ts';

/** As fast as somebody turns a wheel who looks for something: 60 pixels a frame. */
const WHEEL_PX_PER_SECOND = 3_600;
const DRAG_FRAMES = 240;

const WAYS = ['wheel', 'scrollbar'] as const;
export const scrollFigures: Figure[] = [
  { name: 'wheel, messages passed', unit: '', better: 'none' },
  ...WAYS.flatMap((way): Figure[] => [
    { name: `${way}, frame p50`, unit: 'ms', better: 'less' },
    { name: `${way}, frame p95`, unit: 'ms', better: 'less' },
    { name: `${way}, frame p99`, unit: 'ms', better: 'less' },
    { name: `${way}, missed vsyncs`, unit: '%', better: 'less' },
    { name: `${way}, work a frame`, unit: 'ms', better: 'less' },
  ]),
  { name: 'far back, until it is shown', unit: 'ms', better: 'less' },
];

/** Up through the history by the wheel, far back by a quotation, and along the scrollbar. */
export async function scroll(tab: Tab, wheelMs: number): Promise<Record<string, number>> {
  const { page } = tab;
  const distance = (WHEEL_PX_PER_SECOND * wheelMs) / 2_000;
  const from: number = await page.evaluate(topRow);
  let to = from;
  const wheeled = await timed(tab, async () => {
    await wheel(tab, distance);
    to = await page.evaluate(topRow);
    await wheel(tab, -distance);
  });
  await toEnd(tab);
  const isQuoting = (await page.locator('button.quote').count()) > 0;
  const backMs: number[] = isQuoting ? [await page.evaluate(goFarBack)] : [];
  const dragged = await timed(tab, () => page.evaluate(drag));
  await toEnd(tab);
  return {
    'wheel, messages passed': from - to,
    ...named('wheel', wheeled),
    ...named('scrollbar', dragged),
    ...(backMs[0] !== undefined && { 'far back, until it is shown': backMs[0] }),
  };
}

interface Timed {
  frames: number[];
  /** Of the page's thread, in all. */
  workMs: number;
}

async function timed({ page, cdp }: Tab, act: () => Promise<unknown>): Promise<Timed> {
  const before = await workMs(cdp);
  const frames = await framesDuring(page, act);
  return { frames, workMs: (await workMs(cdp)) - before };
}

function named(way: (typeof WAYS)[number], { frames, workMs }: Timed) {
  return {
    [`${way}, frame p50`]: percentile(frames, 0.5),
    [`${way}, frame p95`]: percentile(frames, 0.95),
    [`${way}, frame p99`]: percentile(frames, 0.99),
    [`${way}, missed vsyncs`]: 100 * missedShare(frames),
    [`${way}, work a frame`]: workMs / frames.length,
  };
}

/** Wheel events as the browser makes them of a steady hand, one a frame. */
async function wheel({ page, cdp }: Tab, distance: number): Promise<void> {
  const box = await page.locator('.timeline').boundingBox();
  if (box === null) throw new Error('there is nothing to scroll');
  await cdp.send('Input.synthesizeScrollGesture', {
    x: box.x + box.width / 2,
    y: box.y + box.height / 2,
    yDistance: distance,
    speed: WHEEL_PX_PER_SECOND,
    gestureSourceType: 'mouse',
  });
}

/** To the newest message, wherever one is, and waits for it. */
export async function toEnd({ page }: Pick<Tab, 'page'>): Promise<void> {
  const latest = page.locator('button.latest');
  if ((await latest.count()) > 0) await latest.click();
  await latest.waitFor({ state: 'detached' });
  await page.evaluate(
    "{ const list = document.querySelector('.timeline'); list.scrollTop = list.scrollHeight; }",
  );
}

/** The number of the first message in view. */
const topRow = `(() => {
  const { top } = document.querySelector('.timeline').getBoundingClientRect();
  const rows = [...document.querySelectorAll('.row[data-seq]')];
  return Number(rows.find((row) => row.getBoundingClientRect().bottom > top)?.dataset.seq);
})()`;

/** Follows the newest quotation, and resolves when what it quotes has been painted, in milliseconds. */
const goFarBack = `new Promise((resolve) => {
  const from = performance.now();
  [...document.querySelectorAll('button.quote')].at(-1).click();
  requestAnimationFrame(function look() {
    if (document.querySelector('[data-found]') === null) return requestAnimationFrame(look);
    const channel = new MessageChannel();
    channel.port1.onmessage = () => resolve(performance.now() - from);
    channel.port2.postMessage(undefined);
  });
})`;

/** What a hand on the scrollbar does, which Chromium without a screen does not draw: up and down, fast. */
const drag = `new Promise((resolve) => {
  const list = document.querySelector('.timeline');
  let frame = 0;
  requestAnimationFrame(function move() {
    const share = (1 + Math.cos(frame / 20)) / 2;
    list.scrollTop = (list.scrollHeight - list.clientHeight) * share;
    frame += 1;
    if (frame < ${DRAG_FRAMES}) requestAnimationFrame(move);
    else resolve();
  });
})`;
