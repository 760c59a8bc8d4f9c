import { noteKeyTimes, readKeyTimes } from '../../../support/page-timing.ts';
import { until } from '../../../support/until.ts';
import type { Report } from '../../load/commands.ts';
import { percentile } from '../../statistics.ts';
import type { Figure } from '../workload.ts';
import { toEnd } from './scroll.ts';
import { FIELD, type Tab } from './usable.ts';

/** Sixteen keys a second: somebody who types fast. */
const KEY_EVERY_MS = 60;
/** Posting goes on a little longer than typing takes. */
const ALLOWANCE_MS = 500;

export const typingFigures: Figure[] = [
  { name: 'key to paint p50', unit: 'ms', better: 'less' },
  { name: 'key to paint p95', unit: 'ms', better: 'less' },
  { name: 'key to paint, slowest', unit: 'ms', better: 'less' },
  { name: 'messages that arrived meanwhile', unit: '/s', better: 'none' },
  { name: 'messages missing', unit: '', better: 'less' },
];

/** Types while messages arrive in the channel that is looked at. */
export async function type(
  { page }: Tab,
  keys: number,
  post: ((ms: number) => Promise<Report>) | undefined,
): Promise<Record<string, number>> {
  await toEnd({ page });
  await page.evaluate(watchRows);
  await page.locator(FIELD).focus();
  await noteKeyTimes(page, FIELD);
  const posting = post?.(keys * KEY_EVERY_MS + ALLOWANCE_MS);
  const text = 'one hand does not know what the other does, ';
  await page.keyboard.type(text.repeat(Math.ceil(keys / text.length)).slice(0, keys), {
    delay: KEY_EVERY_MS,
  });
  const times = await readKeyTimes(page);
  const figures = {
    'key to paint p50': percentile(times, 0.5),
    'key to paint p95': percentile(times, 0.95),
    'key to paint, slowest': Math.max(...times),
  };
  if (posting === undefined) return figures;
  const { posted, from, to } = await posting;
  const arrived = () => page.evaluate('arrived.size');
  await until(async () => Number(await arrived()) >= posted, 20_000).catch(() => undefined);
  return {
    ...figures,
    'messages that arrived meanwhile': (1_000 * posted) / (to - from),
    'messages missing': posted - Number(await arrived()),
  };
}

/** Notes the number of each message that is drawn from now on. */
const watchRows = `{
  globalThis.arrived = new Set();
  const last = [...document.querySelectorAll('.row[data-seq]')].at(-1);
  const newest = Number(last?.dataset.seq);
  new MutationObserver((records) => {
    for (const { addedNodes } of records) for (const node of addedNodes) {
      const seq = Number(node.dataset?.seq);
      if (seq > newest) arrived.add(seq);
    }
  }).observe(document.querySelector('.timeline'), { subtree: true, childList: true });
}`;
