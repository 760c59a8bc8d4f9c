import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { history, listed, makeChannel, say } from '../support/chat.ts';
import { type Keyboard, keyboardOn } from '../support/keyboard.ts';
import { bodiesOn, openPage } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { ADMIN, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let general: string;
let page: Page;
let keys: Keyboard;
let admin: Person;
let bob: Person;

beforeAll(async () => {
  const { browser, ...suite } = await pageForSuite();
  ({ server, general, admin } = suite);
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
  keys = keyboardOn(page);
});

const press = (...wanted: string[]) => keys.press(...wanted);
const type = (text: string) => keys.type(text);
const title = () => page.locator('.channel-head h1').innerText();
const isAt = (selector: string) => keys.isAt(selector);
const saw = (text: string) => until(async () => (await bodiesOn(page)).includes(text));

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
  // The next key may come before the page is painted.
  const isInEditor = await page.evaluate<boolean>(`(async () => {
    document.activeElement.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'ArrowUp', bubbles: true, cancelable: true }),
    );
    await new Promise((done) => setTimeout(done));
    return document.activeElement.closest('.editor') !== null;
  })()`);
  expect(isInEditor).toBe(true);
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
  await page.waitForSelector('.row-actions [aria-label=Reply]:focus');
  await press('Tab');
  await page.waitForSelector('.who:focus');
  await press('Shift+Tab', 'Enter');
  await page.waitForSelector('.replying');
  await page.waitForSelector('.composer textarea:focus');
  await type('An answer');
  await press('Enter');
  await saw('An answer');
  expect(await page.locator('button.quote').innerText()).toBe('bob First of the workshop');

  await press('Shift+Tab');
  expect(await page.locator('.row:focus').innerText()).toContain('An answer');
  await press('Tab', 'End');
  expect(await keys.name()).toBe('More actions');
  await press('ArrowUp');
  expect(await keys.name()).toMatch(/^Delete\s+Del$/);
  await press('Enter');
  await page.waitForSelector('.row:focus .undo');
  expect(await bodiesOn(page)).not.toContain('An answer');
  await press('Escape');
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
  await keys.pressTo('Reply');
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
  await keys.pressTo('2 members');
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
  // The channels are one stop of the Tab key.
  await press('Home');
  expect(await keys.name()).toContain('general');
  await press('ArrowDown');
  expect(await keys.name()).toContain('attic');
  await press('Tab');
  expect(await keys.name()).toBe('New message');
  await press('Tab');
  expect(await isAt('.me')).toBe(true);
  await press('Shift+Tab', 'F6');
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
  await keys.pressTo('Add a person');
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
  expect(await keys.name()).toBe('Log out');
  await press('Enter');
  await page.waitForSelector('[name=username]:focus');
});

/**
 * A task that is done with keys alone. `count` is how many they are, beside what is typed; the table in
 * CONTRIBUTING.md tells them.
 */
function task(name: string, count: number, done: () => Promise<void>): void {
  test(`${name}, with ${count} keys`, async () => {
    keys.begin();
    await done();
    expect(keys.count()).toBe(count);
  });
}

const atComposer = () => page.waitForSelector('.composer textarea:focus');
const isMember = (name: string) =>
  page.locator('.pane .part:first-of-type .lines', { hasText: `@${name}` }).waitFor();
const bodiesIn = async (channelId: string) =>
  (await history(server, admin, channelId)).map(({ body }) => body);
const isThere = (channelId: string, text: string | null) =>
  until(async () => (await bodiesIn(channelId)).includes(text));

describe('with keys alone', () => {
  let garage: string;
  beforeAll(async () => {
    ({ id: garage } = await makeChannel(server, bob, 'garage', { memberIds: [admin.id] }));
    for (const part of ['Brakes', 'Tyres, at https://example.org/ or by @carole', 'Lights', 'Horn'])
      await say(server, bob, garage, part);
    const { body } = await server.put(`/direct/${admin.id}`, undefined, bob.token);
    await say(server, bob, body.id, 'Between us');
    for (const name of ['doris', 'emil']) await addUser(server, admin.token, name);
  });

  task('one signs in and writes', 3, async () => {
    await page.waitForSelector('[name=username]:focus');
    await type(ADMIN.username);
    await press('Tab');
    await type(ADMIN.password);
    await press('Enter');
    await atComposer();
    await type('Here I am');
    await press('Enter');
    const open = await title();
    const { body } = await server.get('/channels', admin.token);
    await isThere(
      body.channels.find(({ name }: { name: string }) => name === open).id,
      'Here I am',
    );
  });

  task('one writes in another channel', 3, async () => {
    await press('Control+k');
    await type('garage');
    await press('Enter');
    await until(async () => (await title()) === 'garage');
    await atComposer();
    await type('Fuel');
    await press('Enter');
    await isThere(garage, 'Fuel');
    await page.locator('.row[data-seq="5"]').waitFor();
  });

  task('one replies to the third newest message', 6, async () => {
    await press('Shift+Tab', 'ArrowUp', 'ArrowUp', 'Tab', 'Enter');
    await atComposer();
    await type('Worn');
    await press('Enter');
    await isThere(garage, 'Worn');
    const messages = await history(server, admin, garage);
    expect(messages.at(-1)?.replyToId).toBe(messages.find(({ seq }) => seq === 3)?.id);
    await page.locator('.row[data-seq="6"]').waitFor();
  });

  task('one edits the last message', 2, async () => {
    await press('ArrowUp');
    await page.waitForSelector('.editor textarea:focus');
    await type(' out');
    await press('Enter');
    await isThere(garage, 'Worn out');
    await atComposer();
  });

  task('one deletes a message', 2, async () => {
    await press('Shift+Tab', 'Delete');
    await page.waitForSelector('.row:focus .undo');
    // It can be undone for a while; what is typed goes to the composer.
    await type('Ah');
    await atComposer();
    await page.fill('.composer textarea', '');
  });

  task('one mentions a person', 2, async () => {
    await type('Ask @bo');
    await page.waitForSelector('.completion [aria-selected=true]');
    await press('Enter');
    await type('first');
    await press('Enter');
    await isThere(garage, 'Ask @bob first');
  });

  task('one writes code', 3, async () => {
    await type('```js');
    await press('Enter');
    await type('let a = 1;');
    await press('Enter');
    await type('```');
    await press('Enter');
    await isThere(garage, '```js\nlet a = 1;\n```');
    await page.waitForSelector('.code .language >> text=js');
  });

  task('one marks messages as unread, and reads them', 12, async () => {
    await press('Shift+Tab');
    expect(await page.locator('.row:focus').innerText()).toContain('let a = 1;');
    await press('Home', 'ArrowDown', 'Tab', 'End', 'Enter', 'm', 'Enter');
    await until(async () => (await listed(server, admin, garage))['unread'] === 3);
    await page.waitForSelector('.unread-bar');
    await press('Escape');
    await atComposer();
    await press('Shift+Tab', 'Shift+Tab', 'Enter');
    await until(async () => (await listed(server, admin, garage))['unread'] === 0);
    await page.waitForSelector('.unread-bar', { state: 'detached' });
    await atComposer();
  });

  task('one opens a direct message and closes it', 7, async () => {
    await press('Control+k');
    await type('bob');
    await press('Enter');
    await saw('Between us');
    await atComposer();
    await page.locator('.place[aria-current=page] >> text=bob').waitFor();
    await press('Shift+Tab', 'Shift+Tab', 'Enter', 'ArrowUp', 'Enter');
    await page.locator('.sidebar .place >> text=bob').waitFor({ state: 'detached' });
    await atComposer();
  });

  task('one makes a private channel with two members', 11, async () => {
    await press('Control+k');
    await type('create');
    await press('Enter');
    await page.waitForSelector('dialog [name=name]:focus');
    await type('guild');
    await press('Tab', 'Tab', 'Space', 'Enter');
    await until(async () => (await title()) === 'guild');
    await atComposer();
    await page.waitForSelector('.beginning .button');
    await press('Shift+Tab', 'Enter');
    await page.waitForSelector('.pane [type=search]:focus');
    for (const name of ['bob', 'carole']) {
      await type(name);
      await press('Enter');
      await isMember(name);
    }
    await press('Escape');
    await page.waitForSelector('.pane', { state: 'detached' });
    const { body } = await server.get('/channels', admin.token);
    const guild = body.channels.find(({ name }: { name: string }) => name === 'guild');
    expect(guild.kind).toBe('private');
    const { members } = (await server.get(`/channels/${guild.id}/members`, admin.token)).body;
    const names = members.map(({ username }: { username: string }) => username);
    expect(names.sort()).toEqual(['admin', 'bob', 'carole']);
  });

  task('an administrator makes a person and copies the invitation', 10, async () => {
    await press('Control+k');
    await type('people');
    await press('Enter');
    await page.waitForSelector('.page-title:focus >> text=People');
    await press('Tab', 'Tab', 'Enter');
    await page.waitForSelector('dialog [name=displayName]:focus');
    await type('Dora');
    await press('Tab');
    await type('dora');
    await press('Enter');
    await page.waitForSelector('.invitation');
    await press('Enter');
    await page.waitForSelector('dialog .done >> text=Copied');
    await press('Escape', 'Escape');
    await atComposer();
    const { users } = (await server.get('/users', admin.token)).body;
    expect(users.map(({ username }: { username: string }) => username)).toContain('dora');
    await page.keyboard.press('Control+v');
    expect(await page.inputValue('.composer textarea')).toContain('dora');
    await page.fill('.composer textarea', '');
  });

  test('whoever adds a person from the list goes on with the next', async () => {
    await page.waitForSelector('.beginning .button');
    await press('Shift+Tab', 'Enter');
    await page.waitForSelector('.pane [type=search]:focus');
    await isMember('admin');
    // Of the two that are found, neither is meant.
    await type('dor');
    await press('Enter');
    await type('a');
    // By way of the name, which opens a card.
    await press('Tab', 'Tab');
    expect(await keys.name()).toContain('Add');
    await press('Enter');
    await isMember('dora');
    await until(() => isAt('.pane [type=search]'));
    await type('car');
    expect(await page.inputValue('.pane [type=search]')).toBe('car');
    // The first empties the field, the second closes the pane.
    await press('Escape');
    await until(async () => (await page.inputValue('.pane [type=search]')) === '');
    await isMember('admin');
    expect(await isAt('.pane [type=search]')).toBe(true);
    await press('Escape');
    await page.waitForSelector('.pane', { state: 'detached' });
  });

  test('whoever is added while another still is, is added after them', async () => {
    // The pane that was closed has given the focus back to its button.
    await page.waitForSelector('.beginning .button:focus');
    await press('Enter');
    await page.waitForSelector('.pane [type=search]:focus');
    await isMember('dora');
    const held = Promise.withResolvers<void>();
    await page.route(/\/members$/, async (route) => {
      await held.promise;
      await route.continue();
    });
    await type('doris');
    await press('Enter');
    // The stream tells it before the list is read anew.
    await isMember('doris');
    await type('emil');
    await press('Enter');
    held.resolve();
    await isMember('emil');
    await page.unroute(/\/members$/);
    await press('Escape');
  });
});
