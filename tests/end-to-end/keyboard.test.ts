import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { bodiesOn, openPage } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { ADMIN, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** What the focused element is called; an expression in the page. */
const NAME = `(({ ariaLabel, labels, innerText }) => ariaLabel ?? labels?.[0]?.innerText ?? innerText)
  (document.activeElement)`;

let server: TestServer;
let general: string;
let page: Page;
let bob: Person;

beforeAll(async () => {
  const { browser, admin, ...suite } = await pageForSuite();
  ({ server, general } = suite);
  bob = await signIn(server, await addUser(server, admin.token, 'bob'));
  await say(server, bob, general, 'Good morning, @admin');
  const { id } = await makeChannel(server, bob, 'workshop', { memberIds: [admin.id] });
  await say(server, bob, id, 'First of the workshop');
  const attic = await makeChannel(server, bob, 'attic', { memberIds: [admin.id] });
  await say(
    server,
    bob,
    attic.id,
    '[look](https://example.org/), [run](javascript:alert(1)), [example.com](https://example.net)',
  );
  await server.delete('/session', bob.token);
  page = await openPage(browser, server.url);
});

const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};
const type = (text: string) => page.keyboard.type(text);
const title = () => page.locator('.channel-head h1').innerText();
const isAt = (selector: string) =>
  page.evaluate<boolean>(`document.activeElement?.matches('${selector}') === true`);
const saw = (text: string) => until(async () => (await bodiesOn(page)).includes(text));

/** Goes on with the Tab key until what has the focus is called so. */
async function tabTo(name: string): Promise<void> {
  for (let stops = 0; stops < 60; stops += 1) {
    const shown = await page.evaluate<string>(NAME);
    if (shown.startsWith(name)) return;
    await press('Tab');
  }
  throw new Error(`the Tab key does not lead to ${name}`);
}

test('one signs in, looks around, and finds the writing ready', async () => {
  await page.waitForSelector('[name=username]:focus');
  await type(ADMIN.username);
  await press('Tab');
  await type(ADMIN.password);
  await press('Enter');
  await page.waitForSelector('.composer textarea:focus');
  await saw('Good morning, @admin');
  expect(await page.locator('.mention.own').allInnerTexts()).toEqual(['@admin']);
  await press('Control+/');
  await page.waitForSelector('.keys');
  await press('Escape');
  await until(() => isAt('.composer textarea'));
});

test('one goes to channels by name, by neighbour, and to the unread ones', async () => {
  await press('Control+k');
  await page.waitForSelector('[role=combobox]:focus');
  await type('att');
  await press('Enter');
  await until(async () => (await title()) === 'attic');
  await page.waitForSelector('.composer textarea:focus');
  await saw('look, [run](javascript:alert(1)), example.com (example.net)');
  const links = page.locator('.row a');
  expect(await links.evaluateAll((all) => all.map(String))).toEqual([
    'https://example.org/',
    'https://example.net/',
  ]);
  await press('Alt+ArrowUp');
  await until(async () => (await title()) === 'general');
  await press('Alt+Shift+ArrowDown');
  await until(async () => (await title()) === 'workshop');
  await saw('First of the workshop');
  await page.waitForSelector('.composer textarea:focus');
});

test('what one has begun to write waits where it was begun, also over a reload', async () => {
  const field = () => page.inputValue('.composer textarea');
  await type('For the workshop');
  await press('Alt+ArrowDown');
  await until(async () => (await title()) === 'general');
  await until(async () => (await field()) === '');
  await page.reload();
  await page.waitForSelector('.composer textarea:focus');
  await press('Alt+ArrowUp');
  await until(async () => (await title()) === 'workshop');
  await until(async () => (await field()) === 'For the workshop');
  await page.fill('.composer textarea', '');
});

test('one is faster than the screen is drawn', async () => {
  const keydown = (key: string, ctrlKey = false) =>
    `document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: '${key}', ctrlKey: ${ctrlKey}, bubbles: true }))`;
  await press('Control+/');
  await page.waitForSelector('.keys');
  // The browser tells the page of the first one's end after the second one has been asked for.
  await page.evaluate(`document.querySelector('dialog').close(); ${keydown('k', true)}`);
  await page.waitForSelector('[role=combobox]:focus');
  await page.evaluate(`{
    document.activeElement.value = 'attic';
    document.activeElement.dispatchEvent(new InputEvent('input', { bubbles: true }));
    ${keydown('Enter')};
  }`);
  await until(async () => (await title()) === 'attic');
  await press('Control+k');
  await type('workshop');
  await press('Enter');
  await until(async () => (await title()) === 'workshop');
  await page.waitForSelector('.composer textarea:focus');
});

test('one writes, mentions, and edits what one has just written', async () => {
  await type('Hello @bo');
  await page.waitForSelector('.completion [aria-selected=true]');
  await press('Enter');
  await type('and all');
  await press('Enter');
  await saw('Hello @bob and all');
  expect(await page.locator('.mention:not(.own)').allInnerTexts()).toEqual(['@bob']);
  // Until the stream has told of it, there is nothing to edit.
  await page.locator('.row[data-seq]', { hasText: 'and all' }).waitFor();
  await press('ArrowUp');
  await page.waitForSelector('.editor textarea:focus');
  await type('!');
  await press('Enter');
  await saw('Hello @bob and all!');
  await page.waitForSelector('.composer textarea:focus');
});

test('one edits no older message while the newest is on its way', async () => {
  const release = Promise.withResolvers<void>();
  const posts = '**/api/v1/channels/*/messages';
  await page.route(posts, async (route) => {
    await release.promise;
    await route.continue();
  });
  await type('On its way');
  await press('Enter');
  await page.waitForSelector('.delivery >> text=Sending');
  await press('ArrowUp');
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  expect(await page.locator('.editor').count()).toBe(0);
  release.resolve();
  await page.waitForSelector('.outgoing', { state: 'detached' });
  await page.unroute(posts);
});

test('one answers and deletes from the message, which is one stop of the Tab key', async () => {
  await press('Shift+Tab');
  await page.waitForSelector('.row:focus');
  await press('Home');
  expect(await page.locator('.row:focus').getAttribute('data-seq')).toBe('1');
  await press('Tab');
  await page.waitForSelector('.who:focus');
  await press('Tab');
  await page.waitForSelector('.row-actions [aria-label=Reply]:focus');
  await press('Enter');
  await page.waitForSelector('.replying');
  await page.waitForSelector('.composer textarea:focus');
  await type('An answer');
  await press('Enter');
  await saw('An answer');
  expect(await page.locator('button.quote').innerText()).toBe('bob First of the workshop');

  await press('Shift+Tab', 'End', 'Tab');
  await tabTo('Delete');
  await press('Enter');
  await page.waitForSelector('dialog .button:focus >> text=Cancel');
  await press('Tab');
  await page.waitForSelector('dialog .button.danger:focus');
  await press('Enter');
  await page.waitForSelector('.gone');
  expect(await bodiesOn(page)).not.toContain('An answer');
  await page.waitForSelector('.composer textarea:focus');
});

test('one is back where one writes when the message is gone that had the focus', async () => {
  await press('Control+k');
  await type('general');
  await press('Enter');
  await until(async () => (await title()) === 'general');
  bob = await signIn(server, bob);
  const slip = await say(server, bob, general, 'A slip');
  await saw('A slip');
  await page.waitForSelector('.composer textarea:focus');
  await press('Shift+Tab', 'End', 'Tab');
  await tabTo('Reply');
  await server.delete(`/messages/${slip.id}`, bob.token);
  await page.waitForSelector('.composer textarea:focus');
});

/** From where one writes to the menu of one's own. */
async function backToMe(): Promise<void> {
  await press('Shift+Tab');
  for (let stops = 0; stops < 30 && !(await isAt('.me')); stops += 1) {
    await press('Shift+Tab');
  }
}

test('one looks at the members beside the conversation, and is back at the writing', async () => {
  await page.getByRole('button', { name: '2 members' }).waitFor();
  await press('Shift+Tab', 'Shift+Tab');
  await tabTo('2 members');
  await press('Enter');
  await page.waitForSelector('.pane [role=tab]:focus');
  await page.waitForSelector('.pane .lines >> text=bob');
  await press('Escape');
  await page.waitForSelector('.pane', { state: 'detached' });
  await until(() => isAt('.members'));
  await press('Shift+Tab', 'Enter');
  await page.waitForSelector('[role=menuitem]:focus');
  await press('ArrowDown', 'ArrowDown', 'Escape');
  await until(() => isAt('.head-title'));
});

test('Ctrl+K and Enter go back to the channel before, and join one that one is not in', async () => {
  await page.focus('.composer textarea');
  const from = await title();
  await press('Control+k');
  await type('attic');
  await press('Enter');
  await until(async () => (await title()) === 'attic');
  await press('Control+k');
  await page.waitForSelector(`[role=option][aria-selected=true] >> text="${from}"`);
  await press('Enter');
  await until(async () => (await title()) === from);
  await makeChannel(server, bob, 'yonder');
  await press('Control+k');
  await page.waitForSelector('[role=option]:has-text("yonder") >> text=Join');
  await type('yond');
  await press('Enter');
  await until(async () => (await title()) === 'yonder');
  await page.waitForSelector('.composer textarea:focus');
  await press('Control+k', 'Enter');
  await until(async () => (await title()) === from);
  await page.waitForSelector('.composer textarea:focus');
});

test('F6 goes from region to region, and back', async () => {
  await page.waitForSelector('.row[data-row-stop]');
  await page.focus('.composer textarea');
  await press('F6');
  await until(() => isAt('.place[aria-current=page]'));
  await press('F6');
  await until(() => isAt('.row'));
  await press('F6');
  await until(() => isAt('.composer textarea'));
  await page.click('.members');
  await page.waitForSelector('.pane [role=tab]:focus');
  await press('Shift+F6');
  await until(() => isAt('.composer textarea'));
  await press('F6');
  await until(() => isAt('.pane [role=tab]'));
  await press('F6');
  await until(() => isAt('.place[aria-current=page]'));
  await page.click('.members');
  await page.focus('.composer textarea');
});

test('an administrator makes an account', async () => {
  await backToMe();
  await press('Enter', 'a', 'Enter');
  await page.waitForSelector('.page-title:focus >> text=People');
  await tabTo('Add a person');
  await press('Enter');
  await page.waitForSelector('dialog [name=displayName]:focus');
  await type('Carole');
  await press('Tab');
  await type('carole');
  await press('Tab');
  await type('password of carole');
  await press('Enter');
  await page.waitForSelector('.lines >> text=@carole');
  await until(() => isAt('.toolbar .button'));
  await press('Escape');
  await until(() => isAt('.composer textarea'));
});

test('one logs out', async () => {
  await backToMe();
  await press('ArrowUp');
  await page.waitForSelector('[role=menuitem] >> text=Log out');
  expect(await page.evaluate<string>(NAME)).toBe('Log out');
  await press('Enter');
  await page.waitForSelector('[name=username]:focus');
});
