import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, type Person } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { openChannelOn, openPage, signInOn, untilLive, say as write } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { until } from '../support/until.ts';

const { browser, server, admin } = await pageForSuite();
let hers: Page;
let his: Page;
let bob: Omit<Person, 'token' | 'sessionId'>;
let channelId: string;
const PANE = '.pane';

beforeAll(async () => {
  const alice = await addUser(server, admin.token, 'alice');
  bob = await addUser(server, admin.token, 'bob');
  const memberIds = [alice.id, bob.id];
  channelId = (await makeChannel(server, admin, 'talk', { memberIds })).id;
  hers = await openPage(browser, server.url);
  his = await openPage(browser, server.url);
  await signInOn(hers, alice);
  await signInOn(his, bob);
  for (const page of [hers, his]) {
    await untilLive(page);
    await openChannelOn(page, 'talk');
  }
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

const repliesOn = (page: Page) =>
  page.locator(`${PANE} .timeline .row[data-seq] .markdown`).allInnerTexts();
const lineOn = (page: Page, text: string) =>
  page.locator('main .row', { hasText: text }).locator('.thread-line');

async function reply(page: Page, text: string): Promise<void> {
  await page.fill(`${PANE} .composer textarea`, text);
  await page.press(`${PANE} .composer textarea`, 'Enter');
}

test('a reply in a thread is beside the conversation, and live for both who look', async () => {
  await write(hers, 'What about lunch?');
  await his.locator('main .row[data-seq]', { hasText: 'lunch' }).hover();
  await his.click('.row-actions [aria-label="Reply in a thread"]');
  await his.waitForSelector(`${PANE} .composer textarea:focus`);
  expect(await his.innerText(`${PANE} .thread-root`)).toContain('What about lunch?');
  expect(await his.innerText(`${PANE} .thread-count`)).toBe('No replies yet');
  expect(await lineOn(hers, 'lunch').count()).toBe(0);
  await reply(his, 'Noon?');
  await hers.waitForSelector('.thread-line >> text=1 reply');
  expect(await hers.locator('main .row', { hasText: 'Noon?' }).count()).toBe(0);
  await lineOn(hers, 'lunch').click();
  await until(async () => (await repliesOn(hers)).join() === 'Noon?');
  await reply(hers, 'Fine');
  await until(async () => (await repliesOn(his)).join() === 'Noon?,Fine');
  for (const page of [hers, his]) {
    await lineOn(page, 'lunch').filter({ hasText: '2 replies' }).waitFor();
    expect(await page.locator('main .row .faces .avatar').count()).toBe(2);
  }
  await hers.waitForSelector(`${PANE} .thread-count >> text=2 replies`);
});

test('an edit and a deletion in it are seen by both, and the line counts what is left', async () => {
  await hers.press(`${PANE} .composer textarea`, 'ArrowUp');
  await hers.fill(`${PANE} .editor textarea`, 'Fine by me');
  await hers.press(`${PANE} .editor textarea`, 'Enter');
  await until(async () => (await repliesOn(his)).join() === 'Noon?,Fine by me');
  await hers.waitForSelector(`${PANE} .composer textarea:focus`);
  await his.clock.install();
  await his.locator(`${PANE} .row[data-seq]`, { hasText: 'Noon?' }).hover();
  await his.click(`${PANE} .row-actions [aria-label="More actions"]`);
  await his.click(`${PANE} .menu-item.danger`);
  await his.waitForSelector(`${PANE} .undo`);
  await his.clock.fastForward(5_000);
  await lineOn(hers, 'lunch').filter({ hasText: '1 reply' }).waitFor();
  await hers.waitForSelector(`${PANE} .gone`);
});

test('what is begun in it is kept, apart from what is begun in the channel', async () => {
  await hers.fill('main .composer textarea', 'for the channel');
  await hers.fill(`${PANE} .composer textarea`, 'for the thread');
  await hers.press(`${PANE} .composer textarea`, 'Escape');
  await hers.waitForSelector(PANE, { state: 'detached' });
  await lineOn(hers, 'lunch').click();
  await hers.waitForSelector(`${PANE} .composer textarea`);
  expect(await hers.inputValue(`${PANE} .composer textarea`)).toBe('for the thread');
  expect(await hers.inputValue('main .composer textarea')).toBe('for the channel');
  await hers.fill('main .composer textarea', '');
  await hers.fill(`${PANE} .composer textarea`, '');
});

test('the keyboard opens it from a message and goes back there', async () => {
  await hers.press(`${PANE} .composer textarea`, 'Escape');
  const { id } = await say(server, admin, channelId, 'By keys alone');
  const row = hers.locator('main .row[data-seq]', { hasText: 'By keys alone' });
  await row.waitFor();
  await row.focus();
  await hers.keyboard.press('Shift+Enter');
  await hers.waitForSelector(`${PANE} .composer textarea:focus`);
  await hers.keyboard.type('with keys');
  await hers.keyboard.press('Enter');
  await until(async () => (await repliesOn(hers)).join() === 'with keys');
  await hers.keyboard.press('Escape');
  await hers.waitForSelector(PANE, { state: 'detached' });
  await until(() => row.evaluate((element) => element === document.activeElement));
  const { thread } = (await server.get(`/messages/${id}`, admin.token)).body;
  expect(thread.replies).toBe(1);
});

test('one follows it by writing in it, and stops by a press', async () => {
  await lineOn(hers, 'By keys alone').click();
  const button = hers.locator(`${PANE} .pane-head button`, { hasText: 'Follow' });
  await button.filter({ hasText: 'Following' }).click();
  await button.filter({ hasText: /^Follow$/ }).waitFor();
  await button.click();
  await button.filter({ hasText: 'Following' }).waitFor();
});

test('what is written without a connection is sent when it is back, and the thread is whole again', async () => {
  await hers.context().setOffline(true);
  await hers.waitForSelector('.banner.connection');
  await reply(hers, 'written offline');
  await hers.waitForSelector(`${PANE} .row.outgoing`);
  const { thread } = (
    await server.get(`/channels/${channelId}/messages`, admin.token)
  ).body.messages.findLast((message: { body: string }) => message.body === 'By keys alone');
  await say(server, admin, thread.id, 'said meanwhile');
  await hers.context().setOffline(false);
  await until(
    async () => (await repliesOn(hers)).join() === 'with keys,said meanwhile,written offline',
  );
});

test('it closes with the channel, and reads on in an archived one', async () => {
  await openChannelOn(hers, 'general');
  await hers.waitForSelector(PANE, { state: 'detached' });
  await openChannelOn(hers, 'talk');
  await lineOn(hers, 'lunch').click();
  await hers.waitForSelector(`${PANE} .composer textarea`);
  await server.patch(`/channels/${channelId}`, { archived: true }, admin.token);
  await hers.waitForSelector(`${PANE} .archived-note`);
  await until(async () => (await repliesOn(hers)).join() === 'Fine by me');
});
