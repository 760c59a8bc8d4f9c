import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel } from '../support/chat.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { fillChannel } from '../support/fill-channel.ts';
import { DRAWN } from '../support/keyboard.ts';
import { buildPage, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { newApiToken, post, postAll } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Far more than the page keeps, on either side of where reading had stopped. */
const MESSAGES = 2_000;
const LAST_READ = 1_000;
/** In messages: further than the page keeps around where it opens. */
const FAR = 250;
const STEP_PX = 240;

let database: TestDatabase;
let server: TestServer;
let browser: Browser;
let admin: Person;
let page: Page;
let longId: string;
let quietId: string;
let otherId: string;
let alice: Awaited<ReturnType<typeof addUser>>;

beforeAll(async () => {
  buildPage();
  database = await newDatabase();
  browser = await sharedChromium();
  const first = await startServer({}, database);
  const by = await signIn(first, ADMIN);
  alice = await addUser(first, by.token, 'alice');
  longId = (await makeChannel(first, by, 'long', { memberIds: [alice.id] })).id;
  quietId = (await makeChannel(first, by, 'quiet', { memberIds: [alice.id] })).id;
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
  await fillChannel(database.env, {
    channelId: quietId,
    messages: 200,
    authorIds: [by.id],
    readerId: alice.id,
    lastRead: 200,
    minutes: 8 * 60,
  });
  server = await startServer({}, database);
  page = await openPage(browser, server.url);
  await signInOn(page, alice);
  await untilLive(page);
});
afterAll(async () => {
  await closePages(browser);
  await server.stop();
  await database.remove();
});

/** As a window that is in front or not; in this browser every page has the focus. */
const hasFocus = (has: boolean) =>
  page.evaluate(`{
    document.hasFocus = () => ${has};
    window.dispatchEvent(new Event('${has ? 'focus' : 'blur'}'));
  }`);
const placeOf = (name: string) => page.locator('.sidebar button.place', { hasText: name });
const readOnServer = (id: string) =>
  page.evaluate<number>(`fetch('/api/v1/channels').then((answer) => answer.json())
    .then(({ channels }) => channels.find((channel) => channel.id === '${id}').lastReadSeq)`);
/** An API token of the page's own user. */
const aliceToken = () =>
  page.evaluate<string>(`fetch('/api/v1/tokens', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'script', scopes: ['read', 'write'] }),
  }).then((answer) => answer.json()).then(({ token }) => token)`);
const unreadOnServer = () =>
  page.evaluate(`fetch('/api/v1/channels').then((answer) => answer.json())
    .then(({ channels }) => channels.find(({ id }) => id === '${longId}').unread)`);
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

/**
 * Scrolls by as much in each frame until `seq` is in view. Gives by how many pixels at most a row was
 * elsewhere than the scrolling alone would have brought it, and how many rows there were at most.
 */
function scrollTo(seq: number, stepPx: number): Promise<{ offBy: number; rows: number }> {
  return page.evaluate(`new Promise((resolve) => {
    const list = document.querySelector('.timeline');
    const edge = list.getBoundingClientRect();
    let offBy = 0, rows = 0, row, top;
    requestAnimationFrame(function frame() {
      const at = row?.isConnected ? row.getBoundingClientRect().top : undefined;
      if (at !== undefined) offBy = Math.max(offBy, Math.abs(at - top));
      rows = Math.max(rows, list.querySelectorAll('.row').length);
      const goal = list.querySelector('.row[data-seq="${seq}"]')?.getBoundingClientRect();
      if (goal && goal.bottom > edge.top && goal.top < edge.bottom) return resolve({ offBy, rows });
      if (at === undefined || at < edge.top || at > edge.bottom) {
        row = document.elementFromPoint(edge.left + edge.width / 2, edge.top + edge.height / 2)?.closest('.row');
        top = row?.getBoundingClientRect().top;
      } else top = at;
      const before = list.scrollTop;
      list.scrollTop += ${stepPx};
      // At an edge, while more is on its way, it cannot go as far.
      top -= list.scrollTop - before;
      requestAnimationFrame(frame);
    });
  })`);
}

test('a long channel opens at the first unread message', async () => {
  await openChannelOn(page, 'long');
  await page.waitForSelector('.new-line');
  const [first, last] = await inView();
  expect(first).toBeLessThanOrEqual(LAST_READ + 1);
  expect(last).toBeGreaterThan(LAST_READ);
});

test.each([
  { way: 'up', to: LAST_READ - FAR, stepPx: -STEP_PX },
  { way: 'down', to: LAST_READ, stepPx: STEP_PX },
])('it scrolls $way without jumps, and lets go of what is far away', async ({ to, stepPx }) => {
  await page.evaluate(`{
    globalThis.written = 0;
    new MutationObserver((all) => {
      written += all.filter(({ target }) => target.parentNode?.closest('.topic, .unseen')).length;
    }).observe(document, { subtree: true, characterData: true });
  }`);
  const { offBy, rows } = await scrollTo(to, stepPx);
  // The topic and what a screen reader is told are not written anew for a page of them.
  expect(await page.evaluate('written')).toBe(0);
  expect(offBy).toBeLessThanOrEqual(2);
  expect(rows).toBeLessThanOrEqual(300);
});

test.each([
  ['quiet', 'of which the view shows whole days'],
  ['long', 'whose days are longer than the view'],
])('whoever is at the very top of %s, %s, stays there when the older ones come', async (name) => {
  await openChannelOn(page, name);
  await page.waitForSelector('.timeline .row');
  const release = Promise.withResolvers<void>();
  const isAsked = page.waitForRequest(/before=/);
  await page.route(/before=/, async (route) => {
    await release.promise;
    await route.continue();
  });
  const jumpTo = (top: number) =>
    page.evaluate(`document.querySelector('.timeline').scrollTop = ${top}`);
  await jumpTo(600);
  await isAsked;
  await jumpTo(0);
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
  // Of the hundreds that have not been on the screen none is read, until one says so.
  const bar = page.locator('.unread-bar');
  await bar.getByText(/new messages since/).waitFor();
  expect(await unreadOnServer()).toBeGreaterThan(MESSAGES - LAST_READ - FAR);
  await bar.getByText('Mark as read').click();
  await until(async () => (await unreadOnServer()) === 0);
  await bar.waitFor({ state: 'detached' });
  await page.waitForSelector('.composer textarea:focus');
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

test('what happens in another channel does not draw anew the one that is open', async () => {
  const field = page.locator('.composer textarea');
  await page.evaluate(`{
    globalThis.drawn = 0;
    new MutationObserver(() => { drawn += 1; }).observe(
      document.querySelector('.timeline'), { subtree: true, childList: true, characterData: true });
  }`);
  const bodies = Array.from({ length: 50 }, (_, index) => `busy ${index}`);
  await Promise.all([
    postAll(server, admin.token, otherId, bodies, 10),
    field.pressSequentially('while one hand does not know what the other does'),
  ]);
  await page.getByRole('button', { name: 'other 50 unread messages' }).waitFor();
  expect(await field.inputValue()).toContain('the other does');
  expect(await page.evaluate('drawn')).toBe(0);
});

test.runIf(isLong())(
  'who goes to a message from the end stays at it, though a message comes before the frame does',
  async () => {
    const wanted = MESSAGES - 30;
    const row = page.locator(`.row[data-seq="${wanted}"]`);
    await row.waitFor({ state: 'attached' });
    // The browser tells of the scrolling when it draws the next frame, which takes long where it has much to do.
    await page.evaluate(`{
    window.late = (event) => event.stopImmediatePropagation();
    document.addEventListener('scroll', window.late, true);
    location.hash = '#/c/${longId}/${wanted}';
  }`);
    await page.locator(`.row[data-seq="${wanted}"]:focus`).waitFor();
    await post(server, admin.token, longId, 'meanwhile');
    await page.locator('.row', { hasText: 'meanwhile' }).waitFor({ state: 'attached' });
    const [first, last] = await inView();
    expect(first).toBeLessThan(wanted);
    expect(last).toBeGreaterThan(wanted);
    await page.evaluate(`document.removeEventListener('scroll', window.late, true)`);
    await page.locator('[data-found]').waitFor({ state: 'detached' });
  },
);

test('what is on the screen of a window that has the focus is read, and no more', async () => {
  const { id } = await makeChannel(server, admin, 'half', { memberIds: [alice.id] });
  const bodies = Array.from({ length: 120 }, (_, index) => `half ${index + 1}`);
  await postAll(server, admin.token, id, bodies, 1);
  await until(async () => (await placeOf('half').innerText()).includes('120'));
  await hasFocus(false);
  await openChannelOn(page, 'half');
  await page.locator('.new-line + .row[data-seq="1"]').waitFor();
  await page.locator('.unread-bar').waitFor();
  expect(await readOnServer(id)).toBe(0);
  await hasFocus(true);
  await until(async () => (await readOnServer(id)) > 0);
  const [, last] = await inView();
  // The last one may be in sight in part.
  await until(async () => Math.abs((await readOnServer(id)) - last) <= 1);
  expect(last).toBeLessThan(60);
  // The line stays while one reads, also where another part of the page gets the focus.
  await page.focus('.members');
  await page.focus('.composer textarea');
  await page.evaluate(DRAWN);
  expect(await page.locator('.new-line + .row[data-seq="1"]').count()).toBe(1);
  // Whoever comes back finds the line where they had stopped.
  const read = await readOnServer(id);
  await hasFocus(false);
  await hasFocus(true);
  await page.locator(`.new-line + .row[data-seq="${read + 1}"]`).waitFor({ state: 'attached' });
  // The place goes to the end in one step, past what has not been seen.
  await page.click('button.latest');
  await until(async () => (await inView())[1] === 120);
  expect(await readOnServer(id)).toBeLessThan(60);
  await page.locator('.unread-bar .unread-since').click();
  await until(async () => (await inView())[0] < 60);
  await until(async () => {
    await page.evaluate(`document.querySelector('.timeline').scrollTop += 300`);
    return (await readOnServer(id)) === 120;
  });
  expect(await page.locator('.unread-bar').count()).toBe(0);
});

test('a message is marked as unread, and what follows it, until one comes back', async () => {
  const { id } = await makeChannel(server, admin, 'later', { memberIds: [alice.id] });
  for (const text of ['first', 'second', 'third']) await post(server, admin.token, id, text);
  await placeOf('later').waitFor();
  await openChannelOn(page, 'later');
  await until(async () => (await readOnServer(id)) === 3);
  await page.locator('.row', { hasText: 'second' }).hover();
  await page.click('.row-actions [aria-label="More actions"]');
  await page.click('[role=menuitem] >> text=Mark as unread from here');
  await page.locator('.new-line + .row', { hasText: 'second' }).waitFor();
  await page.locator('.unread-bar', { hasText: '2 new messages since' }).waitFor();
  await until(async () => (await readOnServer(id)) === 1);
  // Nobody reads it behind one's back: not another message, not another look at the window.
  await post(server, admin.token, id, 'fourth');
  await placeOf('later').getByText('3 unread messages').waitFor();
  await hasFocus(false);
  await hasFocus(true);
  expect(await readOnServer(id)).toBe(1);
  await openChannelOn(page, 'half');
  await openChannelOn(page, 'later');
  await until(async () => (await readOnServer(id)) === 4);
});

test('the line shows what came while one was away, and never stands above what one wrote oneself', async () => {
  const { id } = await makeChannel(server, admin, 'away', { memberIds: [alice.id] });
  await post(server, admin.token, id, 'before');
  await openChannelOn(page, 'away');
  await until(async () => (await readOnServer(id)) === 1);
  await page.locator('.sidebar').getByText('half').click();
  await openChannelOn(page, 'away');
  expect(await page.locator('.new-line').count()).toBe(0);
  await hasFocus(false);
  await post(server, await aliceToken(), id, 'by a script of mine');
  await post(server, admin.token, id, 'while you were away');
  await page.locator('.row', { hasText: 'while you were away' }).waitFor();
  await hasFocus(true);
  await page.locator('.new-line + .row', { hasText: 'while you were away' }).waitFor();
  expect(await page.locator('.new-line').count()).toBe(1);
  await until(async () => (await readOnServer(id)) === 3);
  await page.locator('.new-line').waitFor();
});

test('all that is unread is in one view, which reads nothing, and leads to each message', async () => {
  const named = await makeChannel(server, admin, 'named', { memberIds: [alice.id] });
  const plain = await makeChannel(server, admin, 'plain', { memberIds: [alice.id] });
  await post(server, admin.token, named.id, 'nothing yet');
  await post(server, admin.token, named.id, `**look**, @${alice.username}`);
  for (let n = 1; n <= 25; n += 1) await post(server, admin.token, plain.id, `plain ${n}`);
  await placeOf('plain').getByText('25 unread messages').waitFor();
  await page.click('.way >> text=Unread');
  await page.waitForSelector('.channel-head h1:focus >> text=Unread');
  expect(new URL(page.url()).hash).toBe('#/unread');
  const parts = page.locator('.unread-channel');
  const nameOf = (nth: number) => parts.nth(nth).locator('.unread-title').innerText();
  // Whoever is mentioned wants to see that first.
  await until(async () => (await nameOf(0)) === 'named' && (await nameOf(1)) === 'plain');
  await parts.nth(0).getByText('look, @').waitFor();
  await parts.nth(1).getByText('plain 20').waitFor();
  await parts.nth(1).getByText('5 more messages').waitFor();
  await post(server, admin.token, named.id, 'just now');
  await parts.nth(0).getByText('just now').waitFor();
  // Whatever was said today, at its time alone.
  expect(await parts.nth(0).locator('time').first().innerText()).toMatch(/^\d\d:\d\d$/);
  expect(await readOnServer(named.id)).toBe(0);
  expect(await violationsInState(page)).toEqual([]);
  await parts.nth(0).getByRole('button', { name: 'Mark as read' }).click();
  await until(async () => (await nameOf(0)) === 'plain');
  await until(async () => (await readOnServer(named.id)) === 3);
  await parts.nth(0).getByText('plain 7', { exact: true }).click();
  await page.waitForSelector('.row[data-seq="7"]:focus');
  await page.goBack();
  await page.locator('.unread-channel').first().waitFor();
  await page.click('text=Mark everything as read');
  await page.waitForSelector('text=You have read everything.');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.composer textarea:focus');
});
