import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser } from '../support/api.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { openChannelOn, openPage, signInOn, untilLive, say as write } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { until } from '../support/until.ts';

/** Notes what would be shown, and keeps the page from having the attention. */
const NOTE_NOTICES = `{
  globalThis.notices = [];
  window.Notification = class {
    static permission = 'granted';
    constructor(title, { body }) { this.text = title + ': ' + body; notices.push(this); }
    close() { this.isClosed = true; }
  };
  localStorage.setItem('workspace.notices', 'true');
  globalThis.isLooking = false;
  document.hasFocus = () => isLooking;
}`;

const { browser, server, admin } = await pageForSuite();
let hers: Page;
let his: Page;
let channelId: string;
const PANE = '.pane';

beforeAll(async () => {
  const alice = await addUser(server, admin.token, 'alice');
  const bob = await addUser(server, admin.token, 'bob');
  const memberIds = [alice.id, bob.id];
  channelId = (await makeChannel(server, admin, 'talk', { memberIds })).id;
  hers = await openPage(browser, server.url);
  his = await openPage(browser, server.url);
  await hers.addInitScript(NOTE_NOTICES);
  await hers.reload();
  await signInOn(hers, alice);
  await signInOn(his, bob);
  for (const page of [hers, his]) {
    await untilLive(page);
    await openChannelOn(page, 'talk');
  }
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

const way = (page: Page) => page.locator('.way', { hasText: 'Threads' });
const items = (page: Page) => page.locator('.threads-list li');
const told = () =>
  hers.evaluate<string[]>('notices.filter(({ isClosed }) => !isClosed).map(({ text }) => text)');

async function replyOn(page: Page, root: string, text: string): Promise<void> {
  const row = page.locator('main .row[data-seq]', { hasText: root });
  await row.waitFor();
  await row.focus();
  await page.keyboard.press('Shift+Enter');
  await page.fill(`${PANE} .composer textarea`, text);
  await page.press(`${PANE} .composer textarea`, 'Enter');
  await page.locator(`${PANE} .row[data-seq]`, { hasText: text }).waitFor();
  await page.press(`${PANE} .composer textarea`, 'Escape');
}

test('a reply to what one wrote counts and notifies at once, asks nothing, and leads to its thread', async () => {
  await hers.click('.way >> text=Threads');
  expect(await hers.innerText('.beginning')).toContain('The threads that you follow');
  await hers.keyboard.press('Escape');
  await write(hers, 'What about lunch?');
  await openChannelOn(hers, 'general');
  const asked: string[] = [];
  const note = (request: { url(): string }) => void asked.push(request.url());
  hers.on('request', note);
  await replyOn(his, 'lunch', 'Noon?');
  await until(async () => (await told()).length > 0);
  expect(await told()).toEqual(['bob · #talk: Noon?']);
  await hers.locator('.way .tally', { hasText: '1' }).last().waitFor();
  expect(await hers.title()).toBe('(1) general · Workspace');
  expect(asked.filter((url) => /channels$|threads/.test(url))).toEqual([]);
  hers.off('request', note);
  await hers.evaluate('notices[0].onclick()');
  await hers.locator(`${PANE} .row[data-seq]`, { hasText: 'Noon?' }).waitFor();
  expect(await hers.innerText('main h1')).toContain('talk');
  await hers.evaluate("isLooking = true; window.dispatchEvent(new Event('focus'))");
  await until(async () => (await hers.title()) === 'talk · Workspace');
  expect(await told()).toEqual([]);
  await hers.evaluate('isLooking = false');
  await hers.press(`${PANE} .composer textarea`, 'Escape');
});

test('the view lists what is unread first, live, and a mention calls in amber', async () => {
  await write(hers, 'Who has the key?');
  await replyOn(his, 'key', 'Not me');
  await way(hers).locator('.tally', { hasText: '1' }).waitFor();
  await write(hers, 'A third one');
  await replyOn(hers, 'third', 'to myself');
  await way(hers).click();
  await until(async () => (await items(hers).count()) === 3);
  const first = items(hers).first();
  expect(await first.innerText()).toMatch(
    /alice[\s\S]*#talk[\s\S]*Who has the key\?[\s\S]*1 reply/,
  );
  expect(await first.locator('.thread-last').innerText()).toMatch(/^bob .*Not me$/);
  expect(await first.locator('.badge').innerText()).toContain('1');
  await replyOn(his, 'lunch', '@alice, are you coming?');
  await items(hers).first().locator('.thread-last', { hasText: 'are you coming' }).waitFor();
  expect(await items(hers).first().innerText()).toContain('2 replies');
  await way(hers).locator('.badge.mention').waitFor();
  expect(await way(hers).locator('.badge').innerText()).toContain('@1');
  await items(hers).first().getByRole('button', { name: 'Mark as read' }).click();
  await way(hers).locator('.tally', { hasText: '1' }).waitFor();
  await items(hers).first().filter({ hasText: 'key' }).waitFor();
});

test('it is there after a reload, by its address, and the keyboard opens a thread and comes back', async () => {
  expect(new URL(hers.url()).hash).toBe('#/threads');
  await hers.reload();
  await until(async () => (await items(hers).count()) === 3);
  await way(hers).locator('.tally', { hasText: '1' }).waitFor();
  expect(await hers.title()).toBe('(1) Threads · Workspace');
  await hers.getByRole('button', { name: 'Search', exact: true }).click();
  await hers.waitForSelector(`${PANE} input[role=combobox]:focus`);
  await hers.keyboard.press('Escape');
  await items(hers).first().locator('.unread-message').focus();
  await hers.keyboard.press('Enter');
  await hers.waitForSelector(`${PANE} .composer textarea:focus`);
  expect(await hers.innerText(`${PANE} .thread-root`)).toContain('Who has the key?');
  await hers.goBack();
  await until(async () => (await items(hers).count()) === 3);
  await hers.click('text="Mark everything as read"');
  await until(async () => (await hers.title()) === 'Threads · Workspace');
  await hers.keyboard.press('Control+k');
  await hers.keyboard.type('thread');
  await hers.locator('[role=option]', { hasText: 'Threads' }).waitFor();
  await hers.keyboard.press('Escape');
});

test('who stops following is told no more, until they are mentioned', async () => {
  const before = (await told()).length;
  await items(hers).filter({ hasText: 'key' }).getByRole('button', { name: 'Stop' }).click();
  await until(async () => (await items(hers).count()) === 2);
  await hers.waitForSelector('h1:focus');
  await replyOn(his, 'key', 'Found it');
  await replyOn(his, 'key', '@alice, here it is');
  await items(hers).filter({ hasText: 'key' }).locator('.badge.mention').waitFor();
  expect((await told()).slice(before)).toEqual(['bob · #talk: @alice, here it is']);
  expect(await items(hers).first().locator('.badge').innerText()).toContain('@1');
});

test.runIf(isLong())(
  'a thread opens over a narrow window, and a long list is read page by page',
  async () => {
    const { users } = (await server.get('/users', admin.token)).body;
    const alice = users.find((user: { displayName: string }) => user.displayName === 'alice');
    const reply = async (n: number) => {
      const root = await say(server, admin, channelId, `root ${n}`);
      const { body } = await server.put(`/messages/${root.id}/thread`, undefined, admin.token);
      await say(server, admin, body.id, `@${alice.username}, reply ${n}`);
    };
    await Promise.all(upTo(30).map(reply));
    await reply(31);
    await items(hers).first().filter({ hasText: 'root 31' }).waitFor();
    await hers.reload();
    // A page, and what is unread further down.
    await until(async () => (await items(hers).count()) === 32);
    await hers.click('text="Show older ones"');
    await until(async () => (await items(hers).count()) === 34);
    await hers.setViewportSize({ width: 400, height: 700 });
    await items(hers).first().locator('.unread-message').click();
    await hers.locator(`${PANE}[role=dialog] .row[data-seq]`, { hasText: 'reply 31' }).waitFor();
  },
);
