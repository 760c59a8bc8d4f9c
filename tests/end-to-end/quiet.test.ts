import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, type Person } from '../support/api.ts';
import { violationsInState, violationsOn } from '../support/axe.ts';
import { makeChannel } from '../support/chat.ts';
import { keyboardOn } from '../support/keyboard.ts';
import { chooseOn, openChannelOn, openPage, say, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Notes what would be shown, and keeps the page from having the attention. */
const NOTE_NOTICES = `{
  globalThis.told = [];
  window.Notification = class {
    static permission = 'granted';
    static requestPermission = async () => 'granted';
    constructor(title, { body }) { told.push(title + ': ' + body); }
    close() {}
  };
  localStorage.setItem('workspace.notices', 'true');
  globalThis.isLooking = false;
  document.hasFocus = () => isLooking;
}`;

let browser: Browser;
let server: TestServer;
let admin: Person;
let alice: Person;
let bob: Person;
let hers: Page;
let his: Page;

beforeAll(async () => {
  ({ browser, server, admin } = await pageForSuite());
  const names = ['alice', 'bob', 'carl', 'dora', 'ella'];
  const people = await Promise.all(names.map((name) => addUser(server, admin.token, name)));
  [alice, bob] = people as [Person, Person];
  await makeChannel(server, admin, 'talk', { memberIds: people.map(({ id }) => id) });
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await hers.addInitScript(NOTE_NOTICES);
  await hers.reload();
  await Promise.all([signInOn(hers, alice), signInOn(his, bob)]);
  for (const page of [hers, his]) await untilLive(page);
  await openChannelOn(his, 'talk');
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

const told = () => hers.evaluate<string[]>('told');
const place = (page: Page, name: string) =>
  page.locator('.sidebar button.place', { hasText: name });

/** Looks at the open channel until it is read, and away again. */
async function readOn(page: Page): Promise<void> {
  await page.evaluate("isLooking = true; window.dispatchEvent(new Event('focus'))");
  await until(async () => !(await page.title()).startsWith('('));
  await page.evaluate('isLooking = false');
}

async function chooseOnTitle(page: Page, item: string): Promise<void> {
  await page.click('.channel-head .head-title');
  await page.click(`[role^=menuitem] >> text="${item}"`);
}

test('what notifies is chosen for each channel, and a muted one is soft until it calls', async () => {
  await say(his, 'not for her');
  await say(his, '@alice, for her');
  await until(async () => (await told()).length > 0);
  expect(await told()).toEqual(['bob · #talk: @alice, for her']);
  await openChannelOn(hers, 'talk');
  // By keyboard: the menu opens with the arrow, and its first letters lead on.
  const keys = keyboardOn(hers);
  await hers.focus('.channel-head .head-title');
  await keys.press('ArrowDown');
  await keys.pressTo('Notify me of everything', 'ArrowDown');
  expect(await violationsInState(hers)).toEqual([]);
  await keys.press('Enter');
  await say(his, 'everything');
  await until(async () => (await told()).length > 1);
  await chooseOnTitle(hers, 'Notify me of nothing');
  await chooseOnTitle(hers, 'Mute');
  await place(hers, 'talk').and(hers.locator('.muted')).waitFor();
  await readOn(hers);
  await openChannelOn(hers, 'general');
  await say(his, 'nothing');
  await say(his, '@alice, not even this');
  await place(hers, 'talk').locator('.badge.mention').waitFor();
  expect(await hers.title()).toMatch(/^\(1\)/);
  expect(await told()).toHaveLength(2);
  await openChannelOn(hers, 'talk');
  await chooseOnTitle(hers, 'Notify me of mentions');
  await chooseOnTitle(hers, 'Mute');
  await place(hers, 'talk').and(hers.locator(':not(.muted)')).waitFor();
});

test('a setting that the server refuses is as it was, and it is said why', async () => {
  await hers.route('**/settings', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, code: 'forbidden', title: '', detail: '', type: '' },
    }),
  );
  await openChannelOn(hers, 'talk');
  await chooseOnTitle(hers, 'Mute');
  await hers.waitForSelector(
    '.toast >> text=The setting could not be changed. You are not allowed',
  );
  await place(hers, 'talk').and(hers.locator(':not(.muted)')).waitFor();
  await hers.unroute('**/settings');
  await hers.click('.toast [aria-label=Close]');
});

test('nothing disturbs who says so, which others see, until it ends by itself', async () => {
  await readOn(hers);
  await openChannelOn(hers, 'general');
  const before = (await told()).length;
  await chooseOn(hers, 'Do not disturb…');
  expect(await violationsInState(hers)).toEqual([]);
  await hers.keyboard.press('Tab');
  await hers.keyboard.press('Enter');
  await hers.waitForSelector('.me .mood[aria-label^="Do not disturb · until"]');
  await say(his, '@alice, are you there?');
  await place(hers, 'talk').locator('.badge.mention').waitFor();
  expect(await told()).toHaveLength(before);
  await his.click('.members');
  await his.locator('.pane .lines li', { hasText: '@alice' }).locator('.mood').waitFor();
  // As if the time had come.
  await hers.evaluate(`fetch('/api/v1/users/me', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ doNotDisturbUntil: new Date(Date.now() + 1000).toISOString() }),
  })`);
  await hers.locator('.me .mood').waitFor({ state: 'detached' });
  await his.locator('.pane .mood').waitFor({ state: 'detached' });
  await say(his, '@alice, once more');
  await until(async () => (await told()).length > before);
});

test.runIf(isLong())(
  'keywords count as mentions, and nothing notifies outside of working hours',
  async () => {
    await openChannelOn(hers, 'talk');
    await readOn(hers);
    await hers.goto(`${server.url}/#/settings/notifications`);
    await hers.fill('[name=keywords]', 'Deploy, server room');
    await hers.press('[name=keywords]', 'Enter');
    await hers.waitForSelector('text="Saved."');
    await hers.keyboard.press('Escape');
    await openChannelOn(hers, 'general');
    const before = (await told()).length;
    await say(his, 'the deploy is over');
    await until(async () => (await told()).length > before);
    await place(hers, 'talk').locator('.badge.mention').waitFor();
    await hers.reload();
    await place(hers, 'talk').locator('.badge.mention').waitFor();
    await hers.goto(`${server.url}/#/settings/notifications`);
    await hers.check('[name=hours]');
    const today = new Date().getDay();
    for (const day of [0, 1, 2, 3, 4, 5, 6])
      await hers.setChecked(`[name=day-${day}]`, day !== today);
    await hers.setChecked(`[name=day-${(today + 6) % 7}]`, false);
    expect(await violationsOn(hers)).toEqual([]);
    await hers.reload();
    expect(await hers.inputValue('[name=keywords]')).toBe('Deploy, server room');
    await say(his, 'deploy it, @alice, please');
    await until(async () => (await hers.title()).startsWith('(2)'));
    expect(await told()).toEqual([]);
    await hers.uncheck('[name=hours]');
    await hers.keyboard.press('Escape');
  },
);

test.runIf(isLong())('a favourite stands on top of the sidebar, in every window', async () => {
  await openChannelOn(hers, 'talk');
  const isKept = hers.waitForResponse(/\/settings$/);
  await chooseOnTitle(hers, 'Add to favourites');
  await hers.waitForSelector('[aria-labelledby=side-favourites] .place >> text=talk');
  expect(
    await hers.locator('[aria-labelledby=side-channels] .place').allInnerTexts(),
  ).not.toContain('talk');
  await isKept;
  await hers.reload();
  await hers.waitForSelector('[aria-labelledby=side-favourites] .place >> text=talk');
  await chooseOnTitle(hers, 'Remove from favourites');
  await hers.waitForSelector('[aria-labelledby=side-channels] .place >> text=talk');
});

test('a message to several people is begun with the keyboard alone, and read by all', async () => {
  const keys = keyboardOn(hers);
  await hers.keyboard.press('Control+k');
  await keys.type('new mess');
  await keys.press('Enter');
  await hers.waitForSelector('#message-to:focus');
  for (const name of ['bob', 'carl', 'dora', 'ella']) {
    await keys.type(name);
    await keys.press('Enter');
  }
  await keys.press('Backspace');
  expect(await hers.locator('.chips li').allInnerTexts()).toEqual(['bob', 'carl', 'dora']);
  expect(await violationsOn(hers)).toEqual([]);
  await keys.type('ella');
  await keys.press('Enter', 'Enter');
  await hers.waitForSelector('.channel-head h1 >> text="bob, carl and 2 others"');
  await say(hers, 'to all of you');
  const group = place(his, 'alice, carl and 2 others');
  await group.click();
  await his.waitForSelector('.row .markdown >> text="to all of you"');
  // Closed by the mouse, and back with the next message.
  await chooseOnTitle(his, 'Close conversation');
  await group.waitFor({ state: 'detached' });
  await openChannelOn(his, 'talk');
  await say(hers, 'still there?');
  await group.waitFor();
});

test('a status is seen beside the name everywhere, and away is kept until it is taken back', async () => {
  await openChannelOn(his, 'talk');
  await chooseOn(his, 'Set a status…');
  await his.click('.suggestions >> text=On leave');
  await his.fill('[name=text]', 'On leave, by the sea');
  expect(await violationsInState(his)).toEqual([]);
  await his.press('[name=text]', 'Enter');
  await his.waitForSelector('.me .mood >> text=🌴');
  await say(his, 'back soon');
  await openChannelOn(hers, 'talk');
  await hers.waitForSelector('.row .markdown >> text="back soon"');
  const byline = hers.locator('.byline', { hasText: 'bob' }).last().locator('.mood');
  expect(await byline.getAttribute('title')).toBe('On leave, by the sea');
  await hers.locator('.byline .who', { hasText: 'bob' }).last().click();
  await hers.waitForSelector('.person-card >> text="On leave, by the sea"');
  await hers.keyboard.press('Escape');
  // Another emoji, by its French name, with the keyboard alone.
  const keys = keyboardOn(his);
  await his.focus('.me');
  await keys.press('Enter', 'Enter');
  await keys.pressTo('Find an emoji', 'Shift+Tab');
  await keys.type('fusee');
  await his.waitForSelector('.emoji-found >> text=🚀');
  await keys.press('Enter');
  await keys.pressTo('Save');
  await keys.press('Enter');
  await until(async () => (await byline.innerText()) === '🚀');
  await chooseOn(his, '🚀 On leave, by the sea');
  await his.click('text="Clear the status"');
  await byline.waitFor({ state: 'detached' });
  await chooseOn(his, 'Set yourself away');
  await his.waitForSelector('.me .dot.away');
  await his.reload();
  await his.waitForSelector('.me .dot.away');
  await chooseOn(his, 'Set yourself active');
  await his.waitForSelector('.me .dot.active');
});

test('one sees who writes, until they have written or stop', async () => {
  const signs: string[] = [];
  his.on('request', (request) => {
    if (request.url().endsWith('/typing')) signs.push(request.url());
  });
  for (const page of [hers, his]) {
    await untilLive(page);
    await openChannelOn(page, 'talk');
  }
  const line = hers.locator('.composer .typing');
  const top = await hers.evaluate("document.querySelector('.compose-row').offsetTop");
  await his.click('.composer textarea');
  await his.keyboard.type('   ');
  await his.keyboard.type('I am writing');
  // What he wrote before may have been a sign already, which holds the next one back for a while.
  await until(async () => {
    await his.keyboard.type('.');
    return (await line.innerText()) === 'bob is typing…';
  });
  expect(await hers.evaluate("document.querySelector('.compose-row').offsetTop")).toBe(top);
  expect(signs.length).toBeLessThanOrEqual(2);
  const sent = signs.length;
  await his.keyboard.press('Enter');
  await until(async () => (await line.innerText()) === '');
  await chooseOn(his, 'Settings');
  await his.uncheck('[name=signsTyping]');
  await his.keyboard.press('Escape');
  await his.click('.composer textarea');
  // As if more time had passed than lies between two signs.
  await his.evaluate(
    '{ const now = performance.now.bind(performance); performance.now = () => now() + 60_000; }',
  );
  await his.keyboard.type('not seen');
  await his.keyboard.press('Enter');
  await hers.waitForSelector('.row .markdown >> text="not seen"');
  expect(signs).toHaveLength(sent);
});

test('one sees when the other has read a direct message, unless one of them does not share it', async () => {
  await hers.goto(`${server.url}/#/message`);
  await hers.fill('#message-to', 'bob');
  await hers.press('#message-to', 'Enter');
  await hers.click('text="Open the conversation"');
  await hers.waitForSelector('.channel-head h1 >> text="bob"');
  await say(hers, 'have you seen this?');
  const talk = his.locator('[aria-labelledby=side-direct] .place:not(:has-text("carl"))');
  await talk.click();
  await hers.waitForSelector('.row .seen >> text=/^Seen at \\d\\d:\\d\\d$/');
  await chooseOn(hers, 'Settings');
  await hers.uncheck('[name=sharesReads]');
  expect(await violationsOn(hers)).toEqual([]);
  await hers.keyboard.press('Escape');
  await hers.waitForSelector('.row .markdown >> text="have you seen this?"');
  await hers.locator('.seen').waitFor({ state: 'detached' });
  await chooseOn(hers, 'Settings');
  await hers.check('[name=sharesReads]');
  await hers.keyboard.press('Escape');
  await hers.locator('.seen').waitFor();
});
