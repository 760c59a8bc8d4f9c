import { availableParallelism, loadavg } from 'node:os';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { percentile } from '../bench/statistics.ts';
import { addUser, type Person, signIn } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { fillChannel } from '../support/fill-channel.ts';
import { buildPage, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { heapBytes, noteKeyTimes, readKeyTimes, workMs } from '../support/page-timing.ts';
import { newApiToken, post } from '../support/posting.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const MESSAGES = 100_000;
const LAST_READ = 60_000;
const FRAMES = 400;
const STEP_PX = 60;

let database: TestDatabase;
let server: TestServer;
let browser: Browser;
let admin: Person;
let page: Page;
let cdp: CDPSession;
let longId: string;
let otherId: string;

beforeAll(async () => {
  buildPage();
  database = await newDatabase();
  browser = await sharedChromium();
  const first = await startServer({}, database);
  const by = await signIn(first, ADMIN);
  const alice = await addUser(first, by.token, 'alice');
  longId = (await makeChannel(first, by, 'long', { memberIds: [alice.id] })).id;
  otherId = (await makeChannel(first, by, 'other', { memberIds: [alice.id] })).id;
  admin = { ...by, token: await newApiToken(first, by.token) };
  await first.stop();
  await fillChannel(database.env, {
    channelId: longId,
    messages: MESSAGES,
    authorIds: [by.id],
    readerId: alice.id,
    lastRead: LAST_READ,
  });
  server = await startServer({}, database);
  page = await openPage(browser, server.url);
  cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable');
  await signInOn(page, alice);
  await untilLive(page);
});
afterAll(async () => {
  await closePages(browser);
  await server.stop();
  await database.remove();
});

/** Whether others have the machine at work. */
const isBusy = () => (loadavg()[0] ?? 0) > availableParallelism();
const rounded = (value: number) => Math.round(value * 10) / 10;
/** What is in view, as `seq` of the first and the last whole row. */
const inView = (): Promise<[number, number]> =>
  page.evaluate(`(() => {
    const box = document.querySelector('.timeline').getBoundingClientRect();
    const seqs = [...document.querySelectorAll('.row[data-seq]')].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top && top < box.bottom;
    }).map((row) => Number(row.dataset.seq));
    return [seqs[0], seqs.at(-1)];
  })()`);

const heapMegabytes = async () => (await heapBytes(cdp)) / 2 ** 20;

interface Scrolled {
  /** Of each frame, in milliseconds. */
  frames: number[];
  /** By how many pixels a row was elsewhere than the scrolling alone would have brought it. */
  jumps: number[];
}

/** Scrolls by as much in each frame. */
function scroll(stepPx: number): Promise<Scrolled> {
  return page.evaluate(`new Promise((resolve) => {
    const list = document.querySelector('.timeline');
    const edge = list.getBoundingClientRect();
    const frames = [], jumps = [];
    let last, row, top;
    function frame(now) {
      if (last !== undefined) frames.push(now - last);
      last = now;
      const at = row?.isConnected ? row.getBoundingClientRect().top : undefined;
      if (at !== undefined) jumps.push(Math.abs(at - top));
      if (frames.length >= ${FRAMES}) return resolve({ frames, jumps });
      if (at === undefined || at < edge.top || at > edge.bottom) {
        row = document.elementFromPoint(edge.left + edge.width / 2, edge.top + edge.height / 2)?.closest('.row');
        top = row?.getBoundingClientRect().top;
      } else top = at;
      const before = list.scrollTop;
      list.scrollTop += ${stepPx};
      // At an edge, while more is on its way, it cannot go as far.
      top -= list.scrollTop - before;
      requestAnimationFrame(frame);
    }
    requestAnimationFrame(frame);
  })`);
}

test('a channel of 100,000 messages opens at the first unread one, at once', async () => {
  const startedAt = performance.now();
  await openChannelOn(page, 'long');
  await page.waitForSelector('.new-line');
  console.log(`opened in ${Math.round(performance.now() - startedAt)} ms`);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  const [first, last] = await inView();
  expect(first).toBeLessThanOrEqual(LAST_READ + 1);
  expect(last).toBeGreaterThan(LAST_READ);
});

test('it scrolls smoothly, without jumps, and its memory is bounded', async () => {
  const before = await heapMegabytes();
  for (const [name, stepPx] of [
    ['up', -STEP_PX],
    ['down', STEP_PX],
  ] as const) {
    let isSmooth = false;
    for (let attempt = 1; attempt <= 3 && !isSmooth; attempt += 1) {
      const [from] = await inView();
      const before = await workMs(cdp);
      const { frames, jumps } = await scroll(stepPx);
      const work = ((await workMs(cdp)) - before) / frames.length;
      const [to] = await inView();
      const p95 = percentile(frames, 0.95);
      // Where the machine is busy, frames wait for others: there it only must not be far off.
      isSmooth = p95 < 20 || (isBusy() && work < 12);
      console.log(
        `${name}: ${Math.abs(to - from)} messages, frames p50 ${rounded(percentile(frames, 0.5))} p95 ${rounded(p95)} max ${rounded(Math.max(...frames))} ms, ${rounded(work)} ms of work each, rows off by at most ${rounded(Math.max(...jumps))} px`,
      );
      expect(Math.abs(to - from)).toBeGreaterThan(150);
      expect(Math.max(...jumps)).toBeLessThanOrEqual(2);
      expect(await page.locator('.row').count()).toBeLessThanOrEqual(300);
    }
    expect(isSmooth).toBe(true);
  }
  const grown = (await heapMegabytes()) - before;
  console.log(`heap ${rounded(before)} MB, grown by ${rounded(grown)} MB`);
  expect(grown).toBeLessThan(20);
}, 90_000);

test('whoever is at the very top before the older ones have come stays where they are', async () => {
  const release = Promise.withResolvers<void>();
  const isAsked = page.waitForRequest(/before=/);
  await page.route(/before=/, async (route) => {
    await release.promise;
    await route.continue();
  });
  const scrollTo = (top: number) =>
    page.evaluate(`document.querySelector('.timeline').scrollTop = ${top}`);
  await scrollTo(600);
  await isAsked;
  await scrollTo(0);
  const [first] = await inView();
  const topOf = (seq: number) =>
    page.evaluate(`document.querySelector('[data-seq="${seq}"]').getBoundingClientRect().top`);
  const before = Number(await topOf(first + 2));
  const isDrawn = page.waitForSelector(`.row[data-seq="${first - 1}"]`, { state: 'attached' });
  release.resolve();
  await isDrawn;
  await page.evaluate('new Promise(requestAnimationFrame)');
  expect(Math.abs(Number(await topOf(first + 2)) - before)).toBeLessThanOrEqual(2);
  await page.unroute(/before=/);
});

test('new messages do not move what one reads, and the latest are one click away', async () => {
  const before = await inView();
  await post(server, admin.token, longId, 'the newest');
  await until(async () => (await page.locator('.sidebar .badge').count()) > 0);
  expect(await inView()).toEqual(before);
  await page.click('button.latest');
  await page.locator('.row', { hasText: 'the newest' }).waitFor();
  expect((await inView())[1]).toBe(MESSAGES + 1);
  // At the end, one stays there.
  await post(server, admin.token, longId, 'newer still');
  await page.locator('.row', { hasText: 'newer still' }).waitFor();
  await until(async () => (await inView())[1] === MESSAGES + 2);
});

test('a quotation of a message that is far away shows it', async () => {
  const { body } = await server.get(`/channels/${longId}/messages?before=3&limit=1`, admin.token);
  const [quoted] = body.messages;
  await server.post(
    `/channels/${longId}/messages`,
    { body: 'about this', replyToId: quoted.id },
    admin.token,
  );
  await page
    .locator('.row', { hasText: 'about this' })
    .locator('.quote', { hasText: 'message 2' })
    .waitFor();
});

test('typing does not lag while another channel is busy', async () => {
  await noteKeyTimes(page, '.composer textarea');
  await page.evaluate(`{
    globalThis.drawn = 0;
    new MutationObserver(() => { drawn += 1; }).observe(
      document.querySelector('.timeline'), { subtree: true, childList: true, characterData: true });
  }`);
  const startedAt = performance.now();
  let posted = 0;
  let isEnough = false;
  const posting = Promise.all(
    Array.from({ length: 10 }, async () => {
      while (!isEnough) {
        await until(() => isEnough || posted < ((performance.now() - startedAt) / 1_000) * 200);
        posted += 1;
        await post(server, admin.token, otherId, `busy ${posted}`);
      }
    }),
  );
  await page.locator('.composer textarea').focus();
  await page.keyboard.type('while one hand does not know what the other does', { delay: 60 });
  isEnough = true;
  await posting;
  const seconds = (performance.now() - startedAt) / 1_000;
  const latencies = await readKeyTimes(page);
  console.log(
    `${Math.round(posted / seconds)} messages a second elsewhere: from key to paint p50 ${rounded(percentile(latencies, 0.5))} p95 ${rounded(percentile(latencies, 0.95))} max ${rounded(Math.max(...latencies))} ms`,
  );
  expect(await page.locator('.composer textarea').inputValue()).toContain('the other does');
  expect(percentile(latencies, isBusy() ? 0.5 : 0.95)).toBeLessThan(50);
  // The channel that one types in is not drawn anew for what happens in the other.
  expect(await page.evaluate('drawn')).toBe(0);
}, 60_000);
