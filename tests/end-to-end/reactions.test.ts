import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { keyboardOn } from '../support/keyboard.ts';
import { openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

type Newcomer = Awaited<ReturnType<typeof addUser>>;

let browser: Browser;
let server: TestServer;
let admin: Person;
let alice: Newcomer;
let bob: Newcomer;
let hisToken: string;
let channelId: string;
let rounds = 0;
let hers: Page;
let his: Page;

beforeAll(async () => {
  ({ browser, server, admin } = await pageForSuite());
  alice = await addUser(server, admin.token, 'alice');
  bob = await addUser(server, admin.token, 'bob');
  const { token } = await signIn(server, bob);
  hisToken = await newApiToken(server, token);
  await server.delete('/session', token);
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await Promise.all([signInOn(hers, alice), signInOn(his, bob)]);
  await Promise.all([untilLive(hers), untilLive(his)]);
});
beforeEach(async () => {
  rounds += 1;
  const channel = await makeChannel(server, admin, `talk ${rounds}`, {
    memberIds: [alice.id, bob.id],
  });
  channelId = channel.id;
  for (const body of ['first', 'second']) await say(server, admin, channelId, body);
  for (const page of [hers, his]) {
    await openChannelOn(page, `talk ${rounds}`);
    await page.waitForSelector('.row[data-seq="2"]');
  }
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

const rowOn = (page: Page, seq: number) => page.locator(`.row[data-seq="${seq}"]`);
/** The chips of a message, as a screen reader names them. */
const chipsOn = (page: Page, seq: number) =>
  rowOn(page, seq)
    .locator('.reaction[aria-pressed]')
    .evaluateAll((chips) =>
      chips.map((chip) =>
        [...chip.children].map((part) => (part.ariaHidden ? '' : part.textContent)).join(''),
      ),
    );
const untilChips = (page: Page, seq: number, chips: readonly string[]) =>
  until(async () => (await chipsOn(page, seq)).join() === chips.join());
const idOf = async (seq: number): Promise<string> => {
  const { body } = await server.get(`/channels/${channelId}/messages`, admin.token);
  return body.messages[seq - 1].id;
};
const reactionsOnServer = async (seq: number) => {
  const { body } = await server.get(`/channels/${channelId}/messages`, admin.token);
  return body.messages[seq - 1].reactions.map(({ emoji }: { emoji: string }) => emoji);
};

test('a press reacts, another takes it back, and both see who has reacted', async () => {
  await rowOn(hers, 1).hover();
  await rowOn(hers, 1).locator('[aria-label="React with 👍"]').click();
  await untilChips(hers, 1, ['👍 You']);
  await untilChips(his, 1, ['👍 alice']);
  await rowOn(his, 1).locator('.reaction', { hasText: '👍' }).click();
  await untilChips(his, 1, ['👍 You and alice']);
  await untilChips(hers, 1, ['👍 You and bob']);
  expect(await rowOn(hers, 1).locator('.reaction-count').innerText()).toBe('2');
  await rowOn(hers, 1).locator('.reaction.own').click();
  await untilChips(his, 1, ['👍 You']);
  await rowOn(his, 1).locator('.reaction.own').click();
  await untilChips(hers, 1, []);
  // The focus was on the chip that has gone.
  await his.waitForSelector('.row[data-seq="1"]:focus');
});

test('by keys alone: the picker finds by name in both languages, and goes back to the message', async () => {
  const keys = keyboardOn(hers);
  await hers.focus('.composer textarea');
  await keys.press('Shift+Tab');
  await hers.waitForSelector('.row[data-seq="2"]:focus');
  await keys.press('Alt+r');
  await hers.waitForSelector('.picker-search:focus');
  await hers.waitForSelector('.emoji-title:has-text("Flags")', { state: 'attached' });
  await keys.type('fusée');
  await keys.press('Enter');
  await untilChips(his, 2, ['🚀 alice']);
  await hers.waitForSelector('.row[data-seq="2"]:focus');
  // The newest of what one uses is offered first.
  await keys.press('Alt+r', 'ArrowRight', 'ArrowDown', 'ArrowUp', 'ArrowLeft', 'Enter');
  await untilChips(hers, 2, ['🚀 You']);
  await keys.press('Alt+r', 'Escape');
  await hers.waitForSelector('.row[data-seq="2"]:focus');
  expect(await hers.locator('.picker').count()).toBe(0);
  await keys.pressTo('🚀');
  await keys.press('Enter');
  await untilChips(his, 2, []);
  await hers.waitForSelector('.row[data-seq="2"]:focus');
});

test.runIf(isLong())('a skin tone is chosen once, for all that have one', async () => {
  await rowOn(his, 1).hover();
  await rowOn(his, 1).locator('[aria-label="React"]').click();
  await his.locator('.tones label').nth(3).click();
  await his.fill('.picker-search', 'wave');
  await his.click('.emoji-cell[aria-selected=true]');
  await untilChips(hers, 1, ['👋🏽 bob']);
  await his.reload();
  await rowOn(his, 1).locator('.reaction.add').click();
  await his.fill('.picker-search', 'clap');
  await his.press('.picker-search', 'Enter');
  await untilChips(hers, 1, ['👋🏽 bob', '👏🏽 bob']);
});

test('offline a reaction is shown, outlives a reload, and is sent once the connection is back', async () => {
  await hers.route('**/api/**', (route) => route.abort('internetdisconnected'));
  await hers.evaluate("window.dispatchEvent(new Event('online'))");
  await hers.waitForSelector('.banner');
  await rowOn(hers, 2).hover();
  await rowOn(hers, 2).locator('[aria-label="React with ✅"]').click();
  await untilChips(hers, 2, ['✅ You']);
  expect(await reactionsOnServer(2)).toEqual([]);
  await hers.reload();
  await hers.waitForSelector('.card');
  await hers.unroute('**/api/**');
  await hers.evaluate("window.dispatchEvent(new Event('online'))");
  await untilChips(his, 2, ['✅ alice']);
  await untilChips(hers, 2, ['✅ You']);
});

test('a reaction that is refused is taken back, and it is said why', async () => {
  await hers.route('**/reactions/**', (route) =>
    route.fulfill({
      status: 403,
      contentType: 'application/problem+json',
      json: { status: 403, code: 'forbidden', title: '', detail: '', type: '' },
    }),
  );
  await rowOn(hers, 1).hover();
  await rowOn(hers, 1).locator('.quick').first().click();
  await hers.waitForSelector('.toast >> text=You are not allowed');
  await untilChips(hers, 1, []);
  await hers.unroute('**/reactions/**');
  await hers.click('.toast [aria-label=Close]');
});

test.runIf(isLong())(
  'in an archived channel the reactions are seen, and none can be added',
  async () => {
    await rowOn(hers, 1).hover();
    await rowOn(hers, 1).locator('.quick').first().click();
    await until(async () => (await reactionsOnServer(1)).length === 1);
    await server.patch(`/channels/${channelId}`, { archived: true }, admin.token);
    await hers.waitForSelector('.archived-note');
    await rowOn(hers, 1).hover();
    await rowOn(hers, 1).locator('.reaction.own[aria-disabled=true]').click({ force: true });
    expect(await rowOn(hers, 1).locator('.quick, .reaction.add, [aria-label=React]').count()).toBe(
      0,
    );
    await hers.keyboard.press('Alt+r');
    expect(await hers.locator('.picker').count()).toBe(0);
    expect(await chipsOn(hers, 1)).toHaveLength(1);
  },
);

test('chips come below a message, and a view that is at the end stays there', async () => {
  await Promise.all(
    Array.from({ length: 30 }, (_, n) => say(server, admin, channelId, `line ${n}`)),
  );
  await hers.waitForSelector('.row[data-seq="32"]');
  const list = hers.locator('.timeline');
  const left = () =>
    list.evaluate((box) => box.scrollHeight - box.clientHeight - Math.round(box.scrollTop));
  await until(async () => (await left()) === 0);
  const before = await rowOn(hers, 32).locator('.markdown').boundingBox();
  await rowOn(his, 32).hover();
  await rowOn(his, 32).locator('.quick').first().click();
  await rowOn(hers, 32).locator('.reaction').first().waitFor();
  await until(async () => (await left()) === 0);
  const after = await rowOn(hers, 32).locator('.markdown').boundingBox();
  const chips = await rowOn(hers, 32).locator('.reactions').boundingBox();
  expect((before?.y ?? 0) - (after?.y ?? 0)).toBeCloseTo(chips?.height ?? 0, 0);
});

/** Opens the menu of a message and chooses this from it. */
async function chooseFor(page: Page, seq: number, item: string): Promise<void> {
  await rowOn(page, seq).hover();
  await rowOn(page, seq).locator('[aria-label="More actions"]').click();
  await rowOn(page, seq).locator('[role=menuitem]', { hasText: item }).click();
}
const linesOn = (page: Page, list: string) =>
  page.locator(`${list} .unread-text > span`).allInnerTexts();
const untilLines = (page: Page, list: string, lines: readonly string[]) =>
  until(async () => (await linesOn(page, list)).join() === lines.join());

test('a pinned message has a sign, and stands with the others beside the channel, for everyone', async () => {
  await chooseFor(hers, 1, 'Pin');
  await rowOn(his, 1).locator('.pin-sign').waitFor();
  await his.click('.pins[aria-label="1 pinned message"]');
  await untilLines(his, '.pins-list', ['first']);
  await chooseFor(hers, 2, 'Pin');
  await untilLines(his, '.pins-list', ['second', 'first']);
  await server.patch(`/messages/${await idOf(1)}`, { body: 'the first' }, admin.token);
  await untilLines(his, '.pins-list', ['second', 'the first']);
  await his.click('.pins-list >> text=the first');
  await his.waitForSelector('.row[data-seq="1"]:focus');
  await chooseFor(his, 2, 'Unpin');
  await untilLines(his, '.pins-list', ['the first']);
  await rowOn(hers, 2).locator('.pin-sign').waitFor({ state: 'detached' });
  // Whoever comes later knows them, too.
  await hers.reload();
  await hers.click('.pins');
  await untilLines(hers, '.pins-list', ['the first']);
  await hers.keyboard.press('Escape');
  await hers.waitForSelector('.pins:focus');
  await his.keyboard.press('Escape');
});

test('one puts messages aside for oneself, by keys too, and finds each where it is', async () => {
  await rowOn(hers, 1).hover();
  await rowOn(hers, 1).locator('[aria-label="Save for later"]').click();
  await rowOn(hers, 1).locator('[aria-label="Remove from saved"]').waitFor();
  const keys = keyboardOn(hers);
  // Else the bar of the message under the pointer comes before the message with the focus.
  await hers.mouse.move(0, 0);
  await hers.focus('.composer textarea');
  await keys.press('Shift+Tab', 'End', 'Tab', 'End', 'Enter');
  await keys.pressTo('Save for later', 'ArrowDown');
  await keys.press('Enter');
  await hers.click('.way >> text=Saved');
  await untilLines(hers, '.saved-list', ['second', 'first']);
  expect(new URL(hers.url()).hash).toBe('#/saved');
  expect(await hers.locator('.saved-list small').first().innerText()).toContain(`talk ${rounds}`);
  await server.patch(`/messages/${await idOf(2)}`, { body: 'the second' }, admin.token);
  await untilLines(hers, '.saved-list', ['the second', 'first']);
  await hers.locator('.saved-list [aria-label="Remove from saved"]').first().click();
  await untilLines(hers, '.saved-list', ['first']);
  await hers.waitForSelector('.unread-head:focus');
  // It is for oneself alone.
  await his.click('.way >> text=Saved');
  await his.waitForSelector('text=Only you can see them');
  await his.goBack();
  await hers.click('.saved-list >> text=first');
  await hers.waitForSelector('.row[data-seq="1"]:focus');
  await hers.reload();
  await rowOn(hers, 1).hover();
  await rowOn(hers, 1).locator('[aria-label="Remove from saved"]').click();
  await rowOn(hers, 1).locator('[aria-label="Save for later"]').waitFor();
});

test.runIf(isLong())(
  'a saved reply leads to its thread, and more are read a page at a time',
  async () => {
    const root = await idOf(1);
    const { body: thread } = await server.put(`/messages/${root}/thread`, undefined, admin.token);
    const reply = await say(server, admin, thread.id, 'a reply');
    const others = await Promise.all(
      Array.from({ length: 51 }, (_, n) => say(server, admin, channelId, `line ${n}`)),
    );
    for (const { id } of [reply, ...others])
      await server.put(`/messages/${id}/saved`, undefined, hisToken);
    await his.click('.way >> text=Saved');
    await until(async () => (await linesOn(his, '.saved-list')).length === 50);
    await his.click('text=Show older ones');
    await until(async () => (await linesOn(his, '.saved-list')).length === 52);
    await his.click('.saved-list >> text=a reply');
    await his.waitForSelector('.pane .timeline .row >> text=a reply');
  },
);
