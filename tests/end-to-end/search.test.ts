import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel, say } from '../support/chat.ts';
import { chooseOn, keptOn, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { postAll } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { until } from '../support/until.ts';

const { browser, server, admin, general } = await pageForSuite();
let alice: Awaited<ReturnType<typeof addUser>>;
let cleo: Awaited<ReturnType<typeof addUser>>;
let bob: Person;
let talk: string;
let threadId: string;
let lunch: { id: string; seq: number };
/** In English and wide, and in French. */
let hers: Page;
let his: Page;
const FIELD = '.pane input[role=combobox]';

beforeAll(async () => {
  alice = await addUser(server, admin.token, 'alice');
  cleo = await addUser(server, admin.token, 'cleo', { displayName: 'Cléo Martin' });
  bob = await signIn(server, await addUser(server, admin.token, 'bob'));
  const memberIds = [alice.id, bob.id, cleo.id];
  talk = (await makeChannel(server, admin, 'talk', { memberIds })).id;
  await postAll(
    server,
    bob.token,
    general,
    Array.from({ length: 45 }, (_, n) => `Report ${n + 1}`),
    1,
  );
  lunch = await say(server, bob, talk, 'What about **lunch** at noon, @cleo?');
  await say(server, bob, general, 'Lunch is served, see https://example.org/menu');
  await say(server, admin, talk, 'The launch of the été rocket');
  const { body: thread } = await server.put(`/messages/${lunch.id}/thread`, undefined, bob.token);
  threadId = thread.id;
  await postAll(
    server,
    bob.token,
    threadId,
    ['First reply', 'Second reply', 'A sandwich for lunch'],
    1,
  );
  const direct = await server.put(`/direct/${alice.id}`, undefined, bob.token);
  await say(server, bob, direct.body.id, 'A secret lunch');
  hers = await openPage(browser, server.url);
  his = await openPage(browser, server.url, { locale: 'fr-FR' });
  await signInOn(hers, alice);
  await signInOn(his, cleo);
  for (const page of [hers, his]) await untilLive(page);
});
afterAll(() => Promise.all([hers.context().close(), his.context().close()]));

const excerptsOn = (page: Page) => page.locator('.search-excerpt').allInnerTexts();
const marksOn = (page: Page) => page.locator('.search-excerpt mark').allInnerTexts();
const chipsOn = (page: Page) => page.locator('.search-chip').allInnerTexts();
const saidOn = (page: Page) => page.locator('.pane > [role=status]').innerText();
const found = (page: Page, ...excerpts: readonly string[]) =>
  until(async () => (await excerptsOn(page)).join('|') === excerpts.join('|'));
const isFocused = (page: Page, selector: string) =>
  page.waitForSelector(`${selector}:focus`, { state: 'attached' });
const chosenOn = (page: Page) =>
  page.locator('[role=option][aria-selected=true] .search-excerpt').innerText();
const addressOf = (page: Page) => page.evaluate<string>('decodeURIComponent(location.hash)');
const rowIn = (page: Page, where: string, text: string) =>
  page.locator(`${where} .row[data-seq]`, { hasText: text });

/** What has the focus in the conversation. */
const rowFocused = (page: Page) =>
  page.evaluate<string>(
    "document.activeElement.closest('.row')?.querySelector('.markdown')?.innerText ?? ''",
  );

async function search(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+Shift+F');
  await isFocused(page, FIELD);
  await page.fill(FIELD, words);
}

/** Answers searches otherwise than the server would, until it is called. */
async function answering(page: Page, answer: (route: Route, q: string) => Promise<void>) {
  const pattern = /\/api\/v1\/search\?/;
  await page.route(pattern, (route) =>
    answer(route, new URL(route.request().url()).searchParams.get('q') ?? ''),
  );
  return () => page.unroute(pattern);
}
const nothing = (next: string | null, isIndexed = true) => ({
  json: { results: [], next, isIndexed },
});

const ALL = [
  'A secret lunch',
  'A sandwich for lunch',
  'Lunch is served, see https://example.org/menu',
  'What about lunch at noon, @cleo?',
];

describe('what was said', () => {
  test('is found as one types, with whom and where and when, and the words marked', async () => {
    await search(hers, 'lunc');
    await found(hers, ...ALL);
    expect(await marksOn(hers)).toEqual(['lunch', 'lunch', 'Lunch', 'lunch']);
    expect(await hers.locator('.search-day').allInnerTexts()).toEqual(['Today']);
    expect(await hers.locator('.search-where').allInnerTexts()).toEqual([
      'bob',
      'talk\nin a thread',
      'general',
      'talk',
    ]);
    expect(await hers.locator('.search-line strong').allInnerTexts()).toEqual(Array(4).fill('bob'));
    expect(await saidOn(hers)).toBe('4 messages found');
    expect(await addressOf(hers)).toBe(`#/c/${general}/search?q=lunc`);
    expect(await violationsInState(hers)).toEqual([]);
  });

  test('is asked for once one pauses, and the last answer wins', async () => {
    const asked: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const stop = await answering(hers, async (route, q) => {
      asked.push(q);
      const response = await route.fetch();
      if (q === 'secret') await held;
      await route.fulfill({ response });
    });
    try {
      const givenUp = hers.waitForEvent('requestfailed');
      // Within the page, where no busy machine makes a pause between two letters.
      await hers.locator(FIELD).evaluate((field: HTMLInputElement) => {
        field.value = '';
        for (const letter of 'secret') {
          field.value += letter;
          field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        }
      });
      await until(async () => asked.length > 0);
      await hers.fill(FIELD, 'served');
      await found(hers, 'Lunch is served, see https://example.org/menu');
      // The server need not answer what nobody waits for.
      expect((await givenUp).url()).toContain('q=secret');
      release();
      // Time for an answer that comes too late to be shown.
      await hers.waitForTimeout(100);
      expect(await excerptsOn(hers)).toHaveLength(1);
      expect(asked).toEqual(['secret', 'served']);
    } finally {
      release();
      await stop();
    }
  });

  test('opens in its place with Enter, where it is marked; Escape is the way back', async () => {
    await hers.fill(FIELD, 'lunch');
    await found(hers, ...ALL);
    await hers.keyboard.press('ArrowUp');
    expect(await chosenOn(hers)).toBe(ALL[0]);
    for (let n = 0; n < 3; n += 1) await hers.keyboard.press('ArrowDown');
    await until(async () => (await chosenOn(hers)) === ALL[3]);
    await hers.keyboard.press('Enter');
    await until(async () => (await rowFocused(hers)) === 'What about lunch at noon, @cleo?');
    expect(await rowIn(hers, 'main', 'noon').getAttribute('data-found')).not.toBeNull();
    expect(await addressOf(hers)).toBe(`#/c/${talk}/${lunch.seq}/search?q=lunch`);
    await hers.keyboard.press('Escape');
    await isFocused(hers, FIELD);
    expect(await chosenOn(hers)).toBe(ALL[3]);
    await hers.locator('.search-result', { hasText: 'served' }).click();
    await until(async () => (await rowFocused(hers)).startsWith('Lunch is served'));
    expect(await hers.innerText('.channel-head h1 .title')).toBe('general');
    await hers.keyboard.press('Escape');
    await isFocused(hers, FIELD);
  });

  test('in a thread opens beside its channel, at the reply; the results are behind it', async () => {
    await hers.locator('.search-result', { hasText: 'sandwich' }).click();
    await until(async () => (await rowFocused(hers)) === 'A sandwich for lunch');
    expect(await hers.innerText('.channel-head h1 .title')).toBe('talk');
    expect(await addressOf(hers)).toBe(`#/c/${talk}/thread/${threadId}/3?q=lunch`);
    await hers.keyboard.press('Escape');
    await isFocused(hers, FIELD);
    expect(await chosenOn(hers)).toBe('A sandwich for lunch');
    await hers.keyboard.press('Enter');
    await until(async () => (await rowFocused(hers)) === 'A sandwich for lunch');
    await hers.click('.pane-head [aria-label="Back to the results"]');
    await found(hers, ...ALL);
  });

  test('is there again with back, forward and a reload', async () => {
    await hers.fill(FIELD, 'secret');
    await found(hers, 'A secret lunch');
    await hers.keyboard.press('Enter');
    await until(async () => (await rowFocused(hers)) === 'A secret lunch');
    await hers.goBack();
    await until(async () => (await hers.innerText('.channel-head h1 .title')) === 'talk');
    await found(hers, 'A secret lunch');
    await hers.goForward();
    await until(async () => (await hers.innerText('.channel-head h1 .title')) === 'bob');
    expect(await hers.inputValue(FIELD)).toBe('secret');
    await hers.reload();
    await found(hers, 'A secret lunch');
    expect(await hers.inputValue(FIELD)).toBe('secret');
    await until(async () => (await rowFocused(hers)) === 'A secret lunch');
    await hers.keyboard.press('Escape');
    await isFocused(hers, FIELD);
    await hers.keyboard.press('Escape');
    await hers.waitForSelector('.pane', { state: 'detached' });
    await isFocused(hers, '.composer textarea');
  });
});

describe('a filter', () => {
  test('keeps to the open channel with Control F and with the magnifier, and can be taken away', async () => {
    await openChannelOn(hers, 'talk');
    await hers.focus('.composer textarea');
    await hers.keyboard.press('Control+f');
    await isFocused(hers, FIELD);
    expect(await chipsOn(hers)).toEqual(['in #talk']);
    await hers.keyboard.type('lunch');
    await found(hers, 'A sandwich for lunch', 'What about lunch at noon, @cleo?');
    await hers.keyboard.press('Home');
    await hers.keyboard.press('Backspace');
    await found(hers, ...ALL);
    expect(await chipsOn(hers)).toEqual([]);
    await hers.click('.search-tools >> text=In this channel');
    await found(hers, 'A sandwich for lunch', 'What about lunch at noon, @cleo?');
    await hers.click('.search-chip');
    await found(hers, ...ALL);
    await hers.click('.search-button');
    await hers.waitForSelector('.pane', { state: 'detached' });
    await hers.click('.search-button');
    await until(async () => (await chipsOn(hers)).join() === 'in #talk');
    await hers.keyboard.press('Control+Shift+F');
    await until(async () => (await chipsOn(hers)).length === 0);
  });

  test('of a person is completed as it is typed, and not asked for before', async () => {
    const asked: string[] = [];
    const stop = await answering(his, async (route, q) => {
      asked.push(q);
      await route.continue();
    });
    await search(his, 'lunch');
    await found(his, 'A sandwich for lunch', ALL[2] ?? '', ALL[3] ?? '');
    await his.keyboard.type(' de:');
    await his.waitForSelector('.completion [role=option] >> nth=3');
    await his.keyboard.type('bo');
    await until(async () => (await his.locator('.completion [role=option]').count()) === 1);
    // Enter does not lead to what was found now, and nothing there shines beside the list.
    const ground = () =>
      his.evaluate<string>(
        "getComputedStyle(document.querySelector('.search-result[aria-selected=true]')).backgroundColor",
      );
    expect(await ground()).toBe('rgba(0, 0, 0, 0)');
    // Longer than one pauses before the server is asked.
    await his.waitForTimeout(200);
    expect(asked).toEqual(['lunch']);
    expect(await violationsInState(his)).toEqual([]);
    await his.keyboard.press('Escape');
    await his.waitForSelector('.completion', { state: 'detached' });
    expect(await ground()).not.toBe('rgba(0, 0, 0, 0)');
    await his.keyboard.type('b');
    await his.keyboard.press('Backspace');
    await his.click('.completion [role=option]');
    await until(async () => (await chipsOn(his)).join() === 'de bob');
    await found(his, 'A sandwich for lunch', ALL[2] ?? '', ALL[3] ?? '');
    await stop();
  });

  test('of a day has a calendar, with keys and with the mouse', async () => {
    await his.keyboard.type('après:');
    await his.waitForSelector('.calendar');
    expect(await his.locator('.calendar th').allInnerTexts()).toEqual([
      'lu',
      'ma',
      'me',
      'je',
      've',
      'sa',
      'di',
    ]);
    expect(await violationsInState(his)).toEqual([]);
    await his.keyboard.press('ArrowDown');
    await isFocused(his, '.calendar [aria-current=date]');
    await his.keyboard.press('PageUp');
    await isFocused(his, '.calendar td button:not([aria-current])');
    await his.keyboard.press('Enter');
    await isFocused(his, FIELD);
    expect((await chipsOn(his)).at(-1)).toMatch(/^après le \d+ \S+ \d{4}$/);
    await found(his, 'A sandwich for lunch', ALL[2] ?? '', ALL[3] ?? '');
    await his.keyboard.type('avant:');
    await his.click('.calendar [aria-label="Mois précédent"]');
    await his.click('.calendar td button >> text="1"');
    await until(async () => (await chipsOn(his)).length === 3);
    // The filters need two lines, and what clears them stays on the first.
    const topOf = async (element: string) => (await his.locator(element).boundingBox())?.y ?? 0;
    expect(await topOf('.search-chip >> nth=2')).toBeGreaterThan(
      (await topOf('.search-chip >> nth=0')) + 10,
    );
    expect(await topOf('.pane [aria-label=Effacer]')).toBeLessThan(
      await topOf('.search-chip >> nth=0'),
    );
    await his.waitForSelector('.search-nothing');
    await his.click('.pane [aria-label=Effacer]');
    await his.waitForSelector('.search-chip', { state: 'detached' });
  });

  test('is in a menu, and what nobody knows is told calmly', async () => {
    await his.click('.search-tools >> text=Filtrer');
    await his.click('[role=menuitem] >> text=Avec un lien');
    await found(his, 'Lunch is served, see https://example.org/menu');
    await isFocused(his, FIELD);
    await his.fill(FIELD, 'de:personne midi');
    await his.waitForSelector('.search-body >> text=Personne ne s’appelle «\u00a0personne\u00a0».');
    expect(await chipsOn(his)).toEqual(['avec un lien', 'de:personne']);
    await his.fill(FIELD, 'dans:nulle-part');
    await his.keyboard.press('Enter');
    await his.waitForSelector('.search-chip >> text=dans:nulle-part');
    await his.click('.search-chip >> text=de:personne');
    await his.waitForSelector('.search-body >> text=/aucun salon appelé «.nulle-part.»/');
    await his.click('.search-chip >> text=dans:nulle-part');
    await his.fill(FIELD, Array.from({ length: 21 }, (_, n) => `mot${n}`).join(' '));
    await his.waitForSelector('.search-body >> text=Cela fait trop de mots.');
    await his.keyboard.press('Escape');
  });
});

describe('what was not found', () => {
  test('is said with what was searched for, and how to widen it', async () => {
    await openChannelOn(his, 'talk');
    await his.keyboard.press('Control+f');
    await his.keyboard.type('served lunch');
    await his.waitForSelector('.search-nothing >> text=Aucun message trouvé');
    expect(await his.innerText('.search-nothing .soft')).toBe(
      '«\u00a0served lunch\u00a0» · dans #talk',
    );
    await until(async () => (await saidOn(his)) === 'Aucun message trouvé');
    expect(await violationsInState(his)).toEqual([]);
    await his.click('.search-nothing >> text=Rechercher dans tous les salons');
    await found(his, 'Lunch is served, see https://example.org/menu');
  });

  test('is looked for further back by itself, for a while, and then by a press', async () => {
    let asked = 0;
    const stop = await answering(hers, async (route) => {
      asked += 1;
      await route.fulfill(nothing(`page ${asked}`, false));
    });
    await hers.fill(FIELD, 'rare');
    await hers.waitForSelector('.search-more');
    expect(asked).toBe(5);
    await hers.waitForSelector('text=Older messages are still being indexed');
    await hers.click('.search-more');
    await until(async () => asked === 10);
    await stop();
    await answering(hers, (route) => route.fulfill(nothing(null)));
    await hers.waitForSelector('.search-more');
    await hers.click('.search-more');
    await hers.waitForSelector('.search-more', { state: 'detached' });
    await hers.unroute(/\/api\/v1\/search\?/);
  });

  test('is asked for once more where the server has too much to do', async () => {
    let asked = 0;
    const stop = await answering(hers, async (route) => {
      asked += 1;
      if (asked > 1) return route.continue();
      await route.fulfill({
        status: 429,
        headers: { 'retry-after': '1' },
        json: { code: 'too-many-requests' },
      });
    });
    await hers.fill(FIELD, 'secret');
    await found(hers, 'A secret lunch');
    expect(asked).toBe(2);
    await stop();
  });

  test('offline is searched for when the connection is back', async () => {
    await hers.context().setOffline(true);
    await hers.waitForSelector('.search-body >> text=The search goes on when it is back');
    await hers.fill(FIELD, 'rocket');
    // Until it has been asked for in vain.
    await hers.waitForSelector('.search-result', { state: 'detached' });
    await hers.waitForTimeout(200);
    await hers.context().setOffline(false);
    await found(hers, 'The launch of the été rocket');
  });
});

describe('many results', () => {
  test('come page by page as one scrolls, and one is back where one was', async () => {
    await hers.fill(FIELD, 'report');
    await until(async () => (await excerptsOn(hers)).length >= 20);
    const body = hers.locator('.search-body');
    await until(async () => {
      await body.evaluate((element) => element.scrollTo(0, element.scrollHeight));
      return (await excerptsOn(hers)).at(-1) === 'Report 1';
    });
    expect(new Set(await excerptsOn(hers)).size).toBe(45);
    await hers.locator('.search-result', { hasText: 'Report 12' }).click();
    await until(async () => (await rowFocused(hers)) === 'Report 12');
    const top = await body.evaluate((element) => element.scrollTop);
    await hers.locator('main .row[data-seq]', { hasText: 'Report 12' }).press('Shift+Enter');
    await hers.waitForSelector('.pane .composer textarea:focus');
    await hers.keyboard.press('Escape');
    await isFocused(hers, FIELD);
    expect(await body.evaluate((element) => element.scrollTop)).toBe(top);
    expect(top).toBeGreaterThan(500);
    expect(await chosenOn(hers)).toBe('Report 12');
  });

  test('follow what is edited and deleted', async () => {
    await hers.fill(FIELD, 'sandwich');
    await found(hers, 'A sandwich for lunch');
    const { body } = await server.get(`/channels/${threadId}/messages`, bob.token);
    const { id } = body.messages.at(-1);
    await server.patch(`/messages/${id}`, { body: 'Two days: a sandwich' }, bob.token);
    await found(hers, 'Two days: a sandwich');
    expect(await marksOn(hers)).toEqual(['sandwich']);
    await server.delete(`/messages/${id}`, bob.token);
    await hers.waitForSelector('.search-nothing');
  });
});

describe('recent searches', () => {
  test('are kept, searched for again, and forgotten one by one and at log-out', async () => {
    await search(hers, '');
    await hers.waitForSelector('.recent');
    expect(await hers.locator('.recent').allInnerTexts()).toEqual([
      '“report”',
      '“secret”',
      '“lunch”',
    ]);
    expect(await violationsInState(hers)).toEqual([]);
    await hers.keyboard.press('ArrowDown');
    await isFocused(hers, '.recent');
    await hers.keyboard.press('ArrowDown');
    await hers.keyboard.press('Delete');
    await until(async () => (await hers.locator('.recent').count()) === 2);
    await isFocused(hers, '.recent');
    await hers.keyboard.type('x');
    await isFocused(hers, FIELD);
    expect(await hers.inputValue(FIELD)).toBe('x');
    await hers.keyboard.press('Backspace');
    await hers.waitForSelector('.recent');
    await hers.keyboard.press('ArrowDown');
    await isFocused(hers, '.recent');
    await hers.keyboard.press('ArrowUp');
    await isFocused(hers, FIELD);
    await hers.click('.recent >> text=report');
    await until(async () => (await excerptsOn(hers)).length >= 20);
    await hers.fill(FIELD, '');
    await hers.click('[aria-label="Forget: “report”"]');
    await until(async () => (await hers.locator('.recent').allInnerTexts()).join() === '“lunch”');
    await isFocused(hers, '.recent');
    await hers.fill(FIELD, 'rocket');
    await found(hers, 'The launch of the été rocket');
    await hers.keyboard.press('Enter');
    await until(async () => (await rowFocused(hers)).includes('rocket'));
    expect(Object.keys(await keptOn(hers)).some((name) => name.includes('searches'))).toBe(true);
    await chooseOn(hers, 'Log out');
    await hers.waitForSelector('[name=username]');
    expect(Object.keys(await keptOn(hers)).some((name) => name.includes('searches'))).toBe(false);
  });
});

test('the jump box offers to search for what is no place', async () => {
  await his.keyboard.press('Control+k');
  await his.keyboard.type('rocket');
  await his.waitForSelector('#jump-places >> text=Rechercher «\u00a0rocket\u00a0»');
  await his.keyboard.press('Enter');
  await isFocused(his, FIELD);
  await found(his, 'The launch of the été rocket');
});

test('the search stands beside a list, too, and is the browser’s own in the settings', async () => {
  const isTaken = () =>
    his.evaluate<boolean>(`!document.activeElement.dispatchEvent(new KeyboardEvent('keydown',
      { key: 'f', ctrlKey: true, bubbles: true, cancelable: true }))`);
  await his.click('.way >> text=Mis de côté');
  await until(async () => (await addressOf(his)) === '#/saved/search?q=rocket');
  await his.reload();
  await found(his, 'The launch of the été rocket');
  expect(await his.innerText('main h1')).toBe('Mis de côté');
  expect(await isTaken()).toBe(true);
  await isFocused(his, FIELD);
  expect(await chipsOn(his)).toEqual([]);
  await chooseOn(his, 'Réglages');
  await his.waitForSelector('.page-list');
  expect(await isTaken()).toBe(false);
  await his.keyboard.press('Control+Shift+F');
  await isFocused(his, FIELD);
});

test('a list has the magnifier of a channel, which searches everywhere, by mouse and by keys', async () => {
  const button = his.getByRole('button', { name: 'Rechercher', exact: true });
  for (const list of isLong() ? ['Non lus', 'Fils', 'Mis de côté'] : ['Fils']) {
    await openChannelOn(his, 'talk');
    await his.keyboard.press('Control+f');
    await until(async () => (await chipsOn(his)).join() === 'dans #talk');
    await his.keyboard.press('Escape');
    await his.locator('.way', { hasText: list }).click();
    await isFocused(his, 'main h1');
    expect(await his.innerText('main h1')).toBe(list);
    expect(await button.getAttribute('title')).toBe('Rechercher (Ctrl F)');
    await button.click();
    await isFocused(his, FIELD);
    expect(await chipsOn(his)).toEqual([]);
    expect(await button.getAttribute('aria-expanded')).toBe('true');
    await button.click();
    await his.waitForSelector('.pane', { state: 'detached' });
    await his.focus('main h1');
    await his.keyboard.press('Shift+Tab');
    await isFocused(his, '.search-button');
    await his.keyboard.press('Enter');
    await isFocused(his, FIELD);
    await his.keyboard.type('rocket');
    await found(his, 'The launch of the été rocket');
    await his.keyboard.press('Escape');
    await isFocused(his, '.search-button');
  }
  await his.keyboard.press('Enter');
  await isFocused(his, FIELD);
  await his.keyboard.type('rocket');
  await found(his, 'The launch of the été rocket');
});

test('in a window of 400 pixels a message is out from under the results, and these a press away', async () => {
  await his.setViewportSize({ width: 400, height: 700 });
  await his.fill(FIELD, 'noon');
  await found(his, 'What about lunch at noon, @cleo?');
  expect(await violationsInState(his)).toEqual([]);
  await his.keyboard.press('Enter');
  await his.waitForSelector('.pane', { state: 'detached' });
  await until(async () => (await rowFocused(his)) === 'What about lunch at noon, @cleo?');
  expect(await addressOf(his)).toBe(`#/c/${talk}/${lunch.seq}?q=noon`);
  await his.click('.results-back');
  await isFocused(his, FIELD);
  await found(his, 'What about lunch at noon, @cleo?');
  await his.keyboard.press('Enter');
  await until(async () => (await rowFocused(his)) === 'What about lunch at noon, @cleo?');
  await his.keyboard.press('Escape');
  await isFocused(his, FIELD);
  await his.keyboard.press('Escape');
  await his.waitForSelector('.pane', { state: 'detached' });
  expect(await his.locator('.results-back').count()).toBe(0);
});
