import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser, type Person } from '../support/api.ts';
import { history, makeChannel, say as sayAs } from '../support/chat.ts';
import {
  isConnectionShown,
  keptOn,
  openChannelOn,
  openPage,
  say,
  signInOn,
  untilLive,
} from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let browser: Browser;
let admin: Person;
let page: Page;
let hereId: string;
let otherId: string;
let rounds = 0;

beforeAll(async () => {
  ({ browser, server, admin } = await pageForSuite({ POST_RATE_LIMIT: '1' }));
});
beforeEach(async () => {
  rounds += 1;
  const alice = await addUser(server, admin.token, `alice${rounds}`);
  const make = (name: string) =>
    makeChannel(server, admin, `${name} ${rounds}`, { memberIds: [alice.id] });
  [{ id: hereId }, { id: otherId }] = [await make('here'), await make('other')];
  page = await openPage(browser, server.url);
  await signInOn(page, alice);
  await untilLive(page);
  await openChannelOn(page, 'here');
});
afterEach(() => page.context().close());

const bodiesIn = async (channelId: string) =>
  (await history(server, admin, channelId)).map(({ body }) => body);
const keptPosts = async () =>
  Object.keys(await keptOn(page)).filter((name) => name.includes('outbox'));
/** The page can be loaded, but the server does not answer it: as in the desktop client offline. */
const cutOff = (of: Page) => of.route('**/api/**', (route) => route.abort('internetdisconnected'));
async function restore(): Promise<void> {
  await page.unroute('**/api/**');
  await page.evaluate("window.dispatchEvent(new Event('online'))");
}

test('posts that are written offline outlive a reload and are sent once, in order', async () => {
  await cutOff(page);
  await page.context().setOffline(true);
  const texts = ['first', 'second', 'third'];
  for (const text of texts) await say(page, text);
  expect(await page.locator('.outgoing .markdown').allInnerTexts()).toEqual(texts);
  await openChannelOn(page, 'other');
  await say(page, 'elsewhere');
  // Though the history of that channel cannot be had now.
  expect(await page.locator('.outgoing .markdown').allInnerTexts()).toEqual(['elsewhere']);
  await until(() => isConnectionShown(page));
  expect(await keptPosts()).toHaveLength(4);

  await page.context().setOffline(false);
  await page.reload();
  await page.waitForSelector('text=Try again');
  expect(await bodiesIn(hereId)).toEqual([]);
  await restore();
  await untilLive(page);
  await until(async () => (await bodiesIn(otherId)).length === 1);
  expect(await bodiesIn(hereId)).toEqual(texts);
  expect(await bodiesIn(otherId)).toEqual(['elsewhere']);
  // Where one was, and all of it in the history.
  expect(await page.locator('.channel-head h1').innerText()).toContain('other');
  await until(async () => (await page.locator('.outgoing').count()) === 0);
  await until(async () => (await keptPosts()).length === 0);
});

test('a post that is refused for good does not hold up the others', async () => {
  await openChannelOn(page, 'other');
  await cutOff(page);
  await say(page, 'too late');
  await openChannelOn(page, 'here');
  await say(page, 'in time');
  await server.patch(`/channels/${otherId}`, { archived: true }, admin.token);
  const refusal = page.waitForResponse((response) => response.status() === 409);
  await restore();
  await until(async () => (await bodiesIn(hereId)).length === 1);
  expect(await bodiesIn(otherId)).toEqual([]);
  await refusal;
  // Archived channels leave the list, but not one where something of one's own waits.
  await openChannelOn(page, 'other');
  await page.waitForSelector('.outgoing button');
  await server.patch(`/channels/${otherId}`, { archived: false }, admin.token);
  // Where one can write again, what was refused is back in the field.
  await until(async () => (await page.inputValue('.composer textarea')) === 'too late');
  await page.press('.composer textarea', 'Enter');
  await until(async () => (await bodiesIn(otherId)).length === 1);
});

test('whoever writes faster than the server takes it loses nothing and keeps the order', async () => {
  const refused: number[] = [];
  page.on('response', (response) => {
    if (response.status() === 429) refused.push(response.status());
  });
  // The server takes five at once; they wait until all are written, lest a slow machine writes slower.
  await cutOff(page);
  const texts = ['1', '2', '3', '4', '5', '6', '7'];
  for (const text of texts) await say(page, text);
  await restore();
  await until(async () => (await bodiesIn(hereId)).length === texts.length);
  expect(await bodiesIn(hereId)).toEqual(texts);
  expect(refused.length).toBeGreaterThan(0);
  // It waited for as long as it was asked to, and did not try in between.
  expect(refused.length).toBeLessThanOrEqual(4);
});

test('the list of users is read once at the start, and not again when the connection is back', async () => {
  let asked = 0;
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/v1/users') asked += 1;
  });
  await page.reload();
  await untilLive(page);
  expect(asked).toBe(1);
  await page.context().setOffline(true);
  await until(() => isConnectionShown(page));
  await sayAs(server, admin, hereId, 'by somebody with another name');
  await server.patch('/users/me', { displayName: 'Renamed Meanwhile' }, admin.token);
  await page.context().setOffline(false);
  await page.waitForSelector('main .who >> text=Renamed Meanwhile');
  expect(asked).toBe(1);
});
