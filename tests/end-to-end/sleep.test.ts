import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser, type Person } from '../support/api.ts';
import { makeChannel, say as post } from '../support/chat.ts';
import { openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { postAll } from '../support/posting.ts';
import { startWire, type Wire } from '../support/proxy.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const HOUR_MS = 3_600_000;
const MESSAGES = 150;

let server: TestServer;
let browser: Browser;
let wire: Wire;
let admin: Person;
let aliceId: string;
let channelId: string;
let page: Page;
let users = 0;

beforeAll(async () => {
  const env = { HEARTBEAT_INTERVAL_MS: '500', HEARTBEAT_TIMEOUT_MS: '30000' };
  ({ browser, server, admin } = await pageForSuite(env));
  wire = await startWire(server.url);
});
beforeEach(() => begin(wire.url));
afterEach(() => page.context().close());
afterAll(() => wire.close());

async function begin(url: string): Promise<void> {
  users += 1;
  const alice = await addUser(server, admin.token, `alice${users}`);
  aliceId = alice.id;
  const channel = await makeChannel(server, admin, `long ${users}`, { memberIds: [alice.id] });
  channelId = channel.id;
  page = await openPage(browser, url);
  await page.addInitScript({ content: shiftableClock });
  await page.reload();
  await signInOn(page, alice);
  await untilLive(page);
}

/** Runs in the page: a wall clock that `shift(ms)` sets forward. */
const shiftableClock = `{
  const real = Date.now.bind(Date);
  let by = 0;
  Date.now = () => real() + by;
  globalThis.shift = (ms) => { by += ms; };
}`;

async function isPresent(): Promise<boolean> {
  const { body } = await server.get('/presence', admin.token);
  return body.users.some(({ userId }: { userId: string }) => userId === aliceId);
}

/** Closes the lid until the session is over, and opens it an hour later. */
async function sleepAnHour(pages: readonly Page[], meanwhile: () => Promise<void>): Promise<void> {
  const all = await Promise.all(pages.map((one) => one.context().newCDPSession(one)));
  wire.goSilent();
  for (const cdp of all) await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
  await server.passTime(30_000);
  await until(async () => !(await isPresent()));
  await meanwhile();
  wire.restore();
  for (const one of pages) await one.evaluate(`shift(${HOUR_MS})`);
  for (const cdp of all) await cdp.send('Page.setWebLifecycleState', { state: 'active' });
}

/** Whether the list says that so many messages of the channel are unread. */
async function isCounted(of: Page, unread: number): Promise<boolean> {
  const place = of.locator('.sidebar button.place', { hasText: 'long' });
  return (await place.innerText()).includes(String(unread));
}

async function unreadOn(of: Page): Promise<number> {
  const place = of.locator('.sidebar button.place', { hasText: 'long' });
  return Number((await place.innerText()).match(/(\d+) unread/)?.[1]);
}

/** Which message stands at the top of the window, and how far down, in pixels. */
function placeOn(of: Page): Promise<{ seq: string; top: number }> {
  return of.evaluate(`(() => {
    const edge = document.querySelector('.timeline').getBoundingClientRect().top;
    const row = [...document.querySelectorAll('.row[data-seq]')]
      .find((one) => one.getBoundingClientRect().bottom > edge);
    return { seq: row.dataset.seq, top: Math.round(row.getBoundingClientRect().top - edge) };
  })()`);
}

test('a page that is awake keeps its seat by a sign of life in each interval', async () => {
  const beat = () => page.waitForResponse('**/session/heartbeat');
  await beat();
  await server.passTime(20_000);
  await beat();
  await server.passTime(20_000);
  expect(await isPresent()).toBe(true);
});

test('an hour with the lid closed ends in the same place, live, without a password', async () => {
  const bodies = Array.from({ length: MESSAGES }, (_, index) => `message ${index}`);
  await postAll(server, admin.token, channelId, bodies, 20);
  await until(() => isCounted(page, MESSAGES));
  await openChannelOn(page, 'long');
  await page.locator('[data-seq="1"]').waitFor();
  await page.locator('[data-seq="60"]').evaluate((row) => row.scrollIntoView({ block: 'start' }));
  await until(async () => (await page.locator('button.latest').count()) === 1);
  const before = await placeOn(page);
  // The messages that were on the screen when the channel opened have been read.
  const unread = await unreadOn(page);
  expect(unread).toBeLessThan(MESSAGES);

  const passwords: string[] = [];
  page.on('request', (request) => {
    if (request.postData()?.includes('"password"')) passwords.push(request.url());
  });
  await sleepAnHour([page], async () => {
    for (let n = 1; n <= 5; n += 1) await post(server, admin, channelId, `while away ${n}`);
  });
  await until(isPresent);
  await untilLive(page);
  await until(() => isCounted(page, unread + 5));

  expect(await placeOn(page)).toEqual(before);
  expect(passwords).toEqual([]);
  await post(server, admin, channelId, 'and live');
  await until(() => isCounted(page, unread + 6));
  expect(await placeOn(page)).toEqual(before);
  await page.click('button.latest');
  await page.locator('.row', { hasText: 'while away 5' }).waitFor();
  await page.locator('.row', { hasText: 'and live' }).waitFor();
});

// A browser has no locks at an address other than this machine's, unless it is https.
test.runIf(isLong()).each(['localhost', '0.0.0.0'])(
  'two windows at http://%s come back with the one device token that they share',
  async (host) => {
    const url = wire.url.replace('localhost', host);
    await page.context().close();
    await begin(url);
    const beside = await page.context().newPage();
    await beside.addInitScript({ content: shiftableClock });
    await beside.goto(url);
    await untilLive(beside);
    // So slow that the other one would show the same token meanwhile, if it did not wait its turn.
    await page.context().route('**/api/v1/sessions', async (route) => {
      await delay(300);
      await route.continue();
    });
    for (let night = 1; night <= 2; night += 1) {
      await sleepAnHour([page, beside], async () => undefined);
      await until(isPresent);
      await Promise.all([untilLive(page), untilLive(beside)]);
      await post(server, admin, channelId, `night ${night}`);
      for (const one of [page, beside]) {
        await until(() => isCounted(one, night));
      }
    }
  },
);

test.runIf(isLong())(
  'without a device token one is told that the connection was lost, and asked to sign in',
  async () => {
    await page.evaluate(() => localStorage.removeItem('workspace.device-token'));
    await sleepAnHour([page], async () => undefined);
    await page.waitForSelector('text=The connection was lost for too long');
  },
);
