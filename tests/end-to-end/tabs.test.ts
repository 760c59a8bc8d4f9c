import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { append } from '../../api/events/event-log.ts';
import { addUser, type Person, signIn } from '../support/api.ts';
import { history, makeChannel, say as post } from '../support/chat.ts';
import { follow } from '../support/follow.ts';
import { readMetric } from '../support/metrics.ts';
import {
  bodiesOn,
  chooseOn,
  openChannelOn,
  openPage,
  say,
  signInOn,
  untilLive,
} from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

/** More than the six connections that a browser opens to a server over HTTP/1.1. */
const TABS = isLong() ? 9 : 7;
/** Where it is not about their number. */
const FEW = isLong() ? TABS : 3;

let server: TestServer;
let browser: Browser;
let admin: Person;
let general: string;
let context: BrowserContext;
let tabs: Page[];
/** The tabs that have opened a stream, in that order. */
let streamed: Page[];
/** The tabs that have sent a heartbeat, in that order. */
let beating: Page[];
let alice: Awaited<ReturnType<typeof addUser>>;
let rounds = 0;

beforeAll(async () => {
  const env = { HEARTBEAT_INTERVAL_MS: '1000', HEARTBEAT_TIMEOUT_MS: '30000' };
  ({ browser, server, admin, general } = await pageForSuite(env));
});
beforeEach(async () => {
  await begin(server.url);
});
afterEach(() => context.close());

async function begin(url: string): Promise<void> {
  rounds += 1;
  alice = await addUser(server, admin.token, `alice${rounds}`);
  general = (await makeChannel(server, admin, `talk ${rounds}`, { memberIds: [alice.id] })).id;
  [streamed, beating] = [[], []];
  const first = await openPage(browser, url);
  context = first.context();
  context.on('request', (request) => {
    if (request.url().endsWith('/events')) streamed.push(request.frame().page());
    if (request.url().endsWith('/heartbeat')) beating.push(request.frame().page());
  });
  tabs = [first];
  await signInOn(first, alice);
  await untilLive(first);
  await openChannelOn(first, 'talk');
}

async function openTabs(count: number): Promise<Page[]> {
  const opened = await Promise.all(Array.from({ length: count }, openTab));
  tabs.push(...opened);
  return opened;
}

async function openTab(): Promise<Page> {
  const tab = await context.newPage();
  tab.on('pageerror', (error) => {
    throw error;
  });
  await tab.goto(tabs[0]?.url() ?? '');
  await untilLive(tab);
  return tab;
}

const streams = () => readMetric(server, 'workspace_streams');
/** The tab that holds the stream. */
function holder(): Page {
  const page = streamed.at(-1);
  if (page === undefined) throw new Error('no tab has opened a stream');
  return page;
}
const others = () => tabs.filter((tab) => tab !== holder());

/** Somebody else posts. */
const tell = (text: string) => post(server, admin, general, text);

async function sayOn(tab: Page, text: string): Promise<void> {
  await say(tab, text);
  await until(async () => (await tab.locator('.outgoing').count()) === 0);
}

/** Each tab shows the channel's messages, each of them once and in its order. */
async function untilShown(on: readonly Page[] = tabs): Promise<void> {
  const said = (await history(server, admin, general)).map(({ body }) => body);
  for (const tab of on) {
    await until(async () => (await bodiesOn(tab)).length >= said.length);
    expect(await bodiesOn(tab)).toEqual(said);
  }
}

// At the second address, which is no secure context, a browser has no locks.
test.each([
  [TABS, '127.0.0.1'],
  [3, '0.0.0.0'],
])(
  '%i tabs at http://%s are live over one stream, and show each message once and in order',
  async (count, host) => {
    await context.close();
    await begin(server.url.replace('127.0.0.1', host));
    await openTabs(count - 1);
    expect(await streams()).toBe(1);
    expect(streamed[0]).toBe(tabs[0]);
    // On a busy machine another may have led for a moment, as where the first does not answer.
    expect(new Set(streamed).size).toBeLessThan(3);
    await tell('one');
    const speakers = isLong() ? tabs : tabs.slice(-2);
    for (const [index, tab] of speakers.entries()) await sayOn(tab, `from tab ${index}`);
    await Promise.all(tabs.map((tab, index) => sayOn(tab, `at once from tab ${index}`)));
    await untilShown();
    // Each stays where its user has left it.
    await openChannelOn(holder(), 'general');
    await tell('read elsewhere');
    await untilShown(others());
    expect(await holder().locator('.channel-head h1').innerText()).toContain('general');
    expect(await streams()).toBe(1);
    await until(() => beating.length > 1);
    expect(new Set(beating)).toEqual(new Set([holder()]));
  },
);

const LOSSES: Record<string, (tab: Page) => Promise<unknown>> = {
  closed: (tab) => tab.close(),
  reloaded: (tab) => tab.reload(),
  async crashed(tab) {
    const crashed = tab.waitForEvent('crash');
    const cdp = await context.newCDPSession(tab);
    // It is never answered.
    void cdp.send('Page.crash').catch(() => undefined);
    await crashed;
  },
};

test.each(isLong() ? Object.keys(LOSSES) : ['closed'])(
  'when the tab that holds the stream is %s, another goes on from where it was',
  async (loss) => {
    await openTabs(FEW - 1);
    await tell('before');
    await untilShown();
    const lost = holder();
    if (loss !== 'reloaded') tabs = others();
    await Promise.all([
      LOSSES[loss]?.(lost),
      openTabs(1),
      ...others().map((tab, index) => sayOn(tab, `meanwhile ${index}`)),
    ]);
    await tell('after it');
    await untilShown();
    await until(async () => (await streams()) === 1);
    expect(holder()).not.toBe(lost);
    await until(() => beating.at(-1) === holder());
  },
  60_000,
);

test.runIf(isLong())('a tab that is reloaded beside it joins again', async () => {
  const [beside] = await openTabs(2);
  await Promise.all([beside?.reload(), sayOn(holder(), 'meanwhile')]);
  await untilShown();
  await until(async () => (await streams()) === 1);
});

test.runIf(isLong())(
  'when the tab that holds the stream is frozen, another goes on, and it does once it is thawed',
  async () => {
    await openTabs(2);
    const frozen = holder();
    const cdp = await context.newCDPSession(frozen);
    // Nothing of it runs. A page that is looked at cannot be frozen otherwise.
    await cdp.send('Debugger.enable');
    await cdp.send('Debugger.pause');
    const awake = others();
    await tell('while it is frozen');
    await until(() => holder() !== frozen);
    for (const [index, tab] of awake.entries()) await sayOn(tab, `and from tab ${index}`);
    await untilShown(awake);
    await cdp.send('Debugger.disable');
    await tell('and thawed');
    await untilShown();
    await until(async () => (await streams()) === 1);
  },
);

test('whoever logs out in one tab is logged out in all of them, and in again too', async () => {
  await openTabs(FEW - 1);
  const [other] = others();
  await chooseOn(other ?? expect.fail('no other tab'), 'Log out');
  await Promise.all(tabs.map((tab) => tab.waitForSelector('[name=password]')));
  await until(async () => (await streams()) === 0);
  await signInOn(holder(), alice);
  await Promise.all(tabs.map(untilLive));
  await until(async () => (await streams()) === 1);
});

test.runIf(isLong())('whose session is ended from elsewhere is told why in all tabs', async () => {
  await openTabs(2);
  await signIn(server, alice, { takeover: true });
  for (const tab of tabs)
    await tab.waitForSelector('text=You have signed in on another workstation');
});

test.runIf(isLong())(
  'all tabs pass an event of a newer server by, and read everything anew after a reset',
  async () => {
    await openTabs(2);
    const known = await tell('of today');
    const { db } = await connectToTest(server.database);
    await db.transaction().execute(async (trx) => {
      const position = await append(trx, [
        { event: 'message.created', homeId: known.channelId, data: known },
      ]);
      await trx
        .updateTable('eventLog')
        .set({ type: 'thread.exploded', data: '{"pieces":3}' })
        .where('position', '=', position)
        .execute();
    });
    await tell('after it');
    await untilShown();
    const asked: Page[] = [];
    context.on('request', (request) => {
      if (request.url().endsWith('/api/v1/users')) asked.push(request.frame().page());
    });
    await db
      .updateTable('serverIdentity')
      .set({ epoch: `restored${rounds}` })
      .execute();
    // The server looks whether it is still the same log when a stream is opened.
    (await follow(server.url, admin.token)).abort();
    await tell('in the restored log');
    await until(() => tabs.every((tab) => asked.includes(tab)));
    await Promise.all(tabs.map(untilLive));
    await untilShown();
    await until(async () => (await streams()) === 1);
  },
);

/** Answers the first `count` of the tab's lists of channels with a cursor that no tab keeps events after. */
async function openTabWithOldCursor(
  count: number,
  prepare: (tab: Page) => Promise<unknown> = async () => undefined,
): Promise<Page> {
  const tab = await context.newPage();
  await prepare(tab);
  let asked = 0;
  await tab.route('**/api/v1/channels', async (route) => {
    const list = await (await route.fetch()).json();
    asked += 1;
    if (asked <= count) list.cursor = list.cursor.replace(/-.*/, '-0');
    await route.fulfill({ json: list });
  });
  await tab.goto(server.url);
  await untilLive(tab);
  tabs.push(tab);
  return tab;
}

test.runIf(isLong())(
  'a tab that cannot be told what it has missed reads it anew, or else has a stream of its own',
  async () => {
    await tell('before');
    await openTabWithOldCursor(1);
    await tell('between');
    await untilShown();
    await until(async () => (await streams()) === 1);
    await openTabWithOldCursor(4);
    await tell('after');
    await untilShown();
    expect(await streams()).toBe(2);
  },
);

test.runIf(isLong())(
  'a tab shows the channel whose messages were on their way when it read everything anew',
  async () => {
    await tell('before');
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    let held = 0;
    await openTabWithOldCursor(1, (tab) =>
      tab.route('**/messages?*', async (route) => {
        held += 1;
        if (held === 1) await released;
        await route.continue();
      }),
    );
    expect(held).toBe(1);
    release();
    await untilShown();
  },
);

test.runIf(isLong())('a page that cannot talk to other tabs has a stream of its own', async () => {
  await context.addInitScript('delete globalThis.BroadcastChannel');
  await holder().reload();
  const [beside] = await openTabs(1);
  await sayOn(holder(), 'from one');
  await sayOn(tabs[0] as Page, 'from the other');
  await untilShown();
  expect(await streams()).toBe(2);
  await beside?.reload();
  await sayOn(holder(), 'and on');
  await untilShown();
});
