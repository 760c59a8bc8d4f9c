import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { history, makeChannel, say } from '../support/chat.ts';
import { keyboardOn } from '../support/keyboard.ts';
import {
  bodiesOn,
  chooseOn,
  openChannelOn,
  openPage,
  say as sayOn,
  signInOn,
  untilLive,
} from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

type Newcomer = Awaited<ReturnType<typeof addUser>>;

const UNDO_MS = 5_000;

let browser: Browser;
let server: TestServer;
let admin: Person;
let alice: Newcomer;
let bob: Newcomer;
let herself: Person;
let channelId: string;
let rounds = 0;
let hers: Page;
let his: Page;
/** What her page has asked the server to delete. */
const asked: string[] = [];

beforeAll(async () => {
  ({ browser, server, admin } = await pageForSuite());
  [alice, bob] = [
    await addUser(server, admin.token, 'alice'),
    await addUser(server, admin.token, 'bob', { role: 'admin' }),
  ];
  const signedIn = await signIn(server, alice);
  herself = { ...signedIn, token: await newApiToken(server, signedIn.token) };
  await server.delete('/session', signedIn.token);
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await hers.clock.install();
  hers.context().on('request', (request) => {
    if (request.method() === 'DELETE') asked.push(new URL(request.url()).pathname);
  });
  await Promise.all([signInOn(hers, alice), signInOn(his, bob)]);
  await Promise.all([untilLive(hers), untilLive(his)]);
});
beforeEach(async () => {
  rounds += 1;
  const name = `talk ${rounds}`;
  const memberIds = [alice.id, bob.id];
  ({ id: channelId } = await makeChannel(server, admin, name, { memberIds }));
  for (const body of ['first', 'second', 'third']) await say(server, herself, channelId, body);
  for (const page of [hers, his]) {
    await openChannelOn(page, name);
    await untilBodies(page, 'first,second,third');
  }
  asked.length = 0;
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

const rowOn = (page: Page, seq: number) => page.locator(`.row[data-seq="${seq}"]`);
const untilBodies = (page: Page, bodies: string) =>
  until(async () => (await bodiesOn(page)).join() === bodies);
const onServer = async () => (await history(server, admin, channelId)).map(({ body }) => body);
const untilOnServer = (bodies: readonly (string | null)[]) =>
  until(async () => JSON.stringify(await onServer()) === JSON.stringify(bodies));
const announced = () => hers.locator('.chat > .unseen[role=status]').innerText();

/** Deletes it by its menu, and is asked nothing. */
async function deleteOn(page: Page, seq: number): Promise<void> {
  await rowOn(page, seq).hover();
  await rowOn(page, seq).locator('[aria-label="More actions"]').click();
  await rowOn(page, seq).locator('[role=menuitem]', { hasText: 'Delete' }).click();
}

/** Closes her window, and opens another one at the same place. */
async function reopenHers(between: () => Promise<unknown>): Promise<void> {
  const context = hers.context();
  const at = hers.url();
  await hers.close({ runBeforeUnload: true });
  hers = await context.newPage();
  await between();
  await hers.goto(at);
}

test('a deleted message is gone at once, and back by the button, by Tab and Enter, or by Ctrl+Z', async () => {
  await deleteOn(hers, 2);
  await untilBodies(hers, 'first,third');
  expect(await rowOn(hers, 2).locator('.gone').innerText()).toBe('Deleted · Undo');
  await until(async () => (await announced()) === 'Message deleted. Undo: Ctrl+Z');
  await hers.click('.undo');
  await untilBodies(hers, 'first,second,third');
  await until(async () => (await announced()) === 'The message is back.');

  const keys = keyboardOn(hers);
  await hers.mouse.move(0, 0);
  await hers.focus('.composer textarea');
  await keys.press('Shift+Tab', 'End', 'Delete');
  await untilBodies(hers, 'first,second');
  await keys.press('Tab');
  await hers.waitForSelector('.undo:focus');
  await keys.press('Enter');
  await untilBodies(hers, 'first,second,third');
  await hers.waitForSelector('.row[data-seq="3"]:focus');

  // The newest deletion first, and none while one writes.
  await keys.press('Delete');
  await until(async () => (await announced()) === 'Message deleted. Undo: Ctrl+Z');
  const said = await hers.locator('.chat > .unseen[role=status] span').elementHandle();
  await keys.press('ArrowUp', 'Delete');
  await untilBodies(hers, 'first');
  // The same words are told once more.
  await until(() => said?.evaluate((element) => !element.isConnected) ?? true);
  await hers.focus('.composer textarea');
  await keys.press('Control+z');
  await untilBodies(hers, 'first');
  await keys.press('Escape', 'Shift+Tab', 'Control+z');
  await untilBodies(hers, 'first,second');
  await keys.press('Control+z');
  await untilBodies(hers, 'first,second,third');

  await hers.clock.fastForward(UNDO_MS);
  expect(asked).toEqual([]);
  expect(await bodiesOn(his)).toEqual(['first', 'second', 'third']);
});

test('after five seconds it is deleted for everybody, each after its own', async () => {
  await deleteOn(hers, 1);
  await hers.clock.fastForward(UNDO_MS / 2);
  await deleteOn(hers, 2);
  await untilBodies(hers, 'third');
  expect(await bodiesOn(his)).toEqual(['first', 'second', 'third']);
  expect(await onServer()).toEqual(['first', 'second', 'third']);
  await hers.clock.fastForward(UNDO_MS / 2);
  await untilBodies(his, 'second,third');
  await rowOn(hers, 1).locator('text=This message was deleted.').waitFor();
  expect(await rowOn(hers, 2).locator('.undo').count()).toBe(1);
  await hers.clock.fastForward(UNDO_MS);
  await untilBodies(his, 'third');
  await untilOnServer([null, null, 'third']);
  await until(async () => (await hers.locator('.undo').count()) === 0);
  expect(asked).toHaveLength(2);
});

test.runIf(isLong())(
  'what is deleted elsewhere meanwhile cannot be undone, and is not sent',
  async () => {
    await deleteOn(hers, 1);
    const [message] = await history(server, admin, channelId);
    await server.delete(`/messages/${message?.id}`, admin.token);
    await rowOn(hers, 1).locator('text=This message was deleted.').waitFor();
    await hers.keyboard.press('Control+z');
    await hers.clock.fastForward(UNDO_MS);
    await deleteOn(hers, 2);
    await hers.clock.fastForward(UNDO_MS);
    await untilBodies(his, 'third');
    expect(asked).toHaveLength(1);
  },
);

test('a window that is closed, or loaded anew, sends what can still be undone', async () => {
  await deleteOn(hers, 1);
  await hers.reload();
  await untilBodies(his, 'second,third');
  await untilBodies(hers, 'second,third');
  await rowOn(hers, 1).locator('text=This message was deleted.').waitFor();
  await deleteOn(hers, 2);
  await hers.waitForSelector('.undo');
  await reopenHers(() => untilBodies(his, 'third'));
});

test.runIf(isLong())(
  'another window of the browser can undo it, and does not send it when it is closed',
  async () => {
    const other = await hers.context().newPage();
    await other.goto(hers.url());
    await untilBodies(other, 'first,second,third');
    await deleteOn(hers, 1);
    await untilBodies(other, 'second,third');
    await other.click('.undo');
    await untilBodies(hers, 'first,second,third');
    await deleteOn(hers, 2);
    await untilBodies(other, 'first,third');
    await other.close({ runBeforeUnload: true });
    await sayOn(his, 'done');
    await untilBodies(hers, 'first,third,done');
    expect(asked).toEqual([]);
    await hers.click('.undo');
    await untilBodies(hers, 'first,second,third,done');
  },
);

test.runIf(isLong())(
  'offline it waits, over the end of the page too, and is sent once the connection is back',
  async () => {
    const browserOfHers = hers.context();
    await browserOfHers.setOffline(true);
    await hers.waitForSelector('.banner');
    await deleteOn(hers, 1);
    await hers.clock.fastForward(UNDO_MS);
    await rowOn(hers, 1)
      .locator('text=This message will be deleted as soon as possible.')
      .waitFor();
    await reopenHers(async () => {
      expect(await onServer()).toEqual(['first', 'second', 'third']);
      await browserOfHers.setOffline(false);
    });
    await untilBodies(his, 'second,third');
    await untilBodies(hers, 'second,third');
  },
);

test('where the server refuses it, the message is back, and it is said why', async () => {
  await hers.route('**/messages/*', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, code: 'forbidden', title: '', detail: '', type: '' },
    }),
  );
  await deleteOn(hers, 1);
  await untilBodies(hers, 'second,third');
  await hers.clock.fastForward(UNDO_MS);
  await hers.waitForSelector('.toast >> text=could not be deleted. You are not allowed');
  await untilBodies(hers, 'first,second,third');
  await hers.unroute('**/messages/*');
  await hers.click('.toast [aria-label=Close]');
});

test('an administrator is asked before somebody else’s message is deleted, and can undo it', async () => {
  await deleteOn(his, 1);
  await his.click('dialog .button.danger');
  await untilBodies(his, 'second,third');
  await his.waitForSelector('.row[data-seq="1"]:focus');
  await his.keyboard.press('Control+z');
  await untilBodies(his, 'first,second,third');
});

test.runIf(isLong())('who logs out has it deleted first', async () => {
  await deleteOn(hers, 1);
  await chooseOn(hers, 'Log out');
  await hers.waitForSelector('[name=password]');
  await untilBodies(his, 'second,third');
});
