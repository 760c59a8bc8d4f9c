import type { Browser, BrowserContextOptions } from 'playwright-core';
import { connectTo, generalOf, signIn } from '../../support/api.ts';
import { launchChromium } from '../../support/chromium.ts';
import { fillChannel } from '../../support/fill-channel.ts';
import { buildPage, signInOn } from '../../support/page.ts';
import { ADMIN } from '../../support/server.ts';
import type { RunningSystem, System } from '../systems/system.ts';
import { memoryFigures, readBack } from './page/memory.ts';
import { scroll, scrollFigures } from './page/scroll.ts';
import { type, typingFigures } from './page/type.ts';
import { openForMeasuring, untilUsable, usableFigures } from './page/usable.ts';
import { withSystem } from './with-system.ts';
import type { Workload } from './workload.ts';

interface Options {
  systems: readonly System[];
  messages: number;
  /** Through how many of them it is scrolled back before its memory is read. */
  back: number;
  /** Of steady wheeling. */
  wheelMs: number;
  /** Of typing. */
  keys: number;
  perSecond: number;
}

/**
 * The page in a real Chromium, on the channel that everyone is in. A system without posters shows as
 * many rows as it has, and nothing arrives there.
 */
export function page({ systems, messages, back, wheelMs, keys, perSecond }: Options): Workload {
  return {
    name: `the page, ${messages} messages, ${perSecond} arriving a second`,
    systems,
    connections: 16,
    figures: [...usableFigures, ...scrollFigures, ...memoryFigures, ...typingFigures],
    measure: (system, surroundings) =>
      withSystem(system, surroundings, async (running, _, writers) => {
        buildPage();
        // The bench ends by itself when it is interrupted, and must not be ended before it has.
        const browser = await launchChromium({ handleSIGINT: false, handleSIGTERM: false });
        try {
          const state = await prepare(running, browser, messages);
          const tab = await openForMeasuring(browser, state);
          const usable = await untilUsable(tab, running.page?.url ?? '');
          const scrolled = await scroll(tab, wheelMs);
          const kept = await readBack(tab, browser, back);
          const post = (ms: number) =>
            writers.tell({ do: 'post', wires: running.posters, posters: 16, perSecond, ms });
          const typed = await type(tab, keys, running.posters.length > 0 ? post : undefined);
          return { ...usable, ...scrolled, ...kept, ...typed };
        } finally {
          await browser.close();
        }
      }),
  };
}

/** Fills the channel and signs the administrator in; returns what the browser knows then. */
async function prepare(
  running: RunningSystem,
  browser: Browser,
  messages: number,
): Promise<BrowserContextOptions['storageState']> {
  const { url = '', database } = running.page ?? {};
  if (database === undefined) return undefined;
  const api = connectTo(url);
  const admin = await signIn(api, ADMIN);
  const channelId = await generalOf(api, admin.token);
  const { body } = await api.get('/users', admin.token);
  await api.delete('/session', admin.token);
  await running.halt();
  await fillChannel(database, {
    channelId,
    messages,
    authorIds: body.users.map((user: { id: string }) => user.id),
    readerId: admin.id,
    lastRead: messages,
  });
  await running.begin();
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url);
  await signInOn(page, ADMIN);
  const state = await context.storageState();
  await context.close();
  return state;
}
