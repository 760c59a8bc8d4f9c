import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel, say, upTo } from '../support/chat.ts';
import { chooseOn, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN } from '../support/server.ts';
import { until } from '../support/until.ts';

/** What the page loads once it is wanted, or when it has nothing else to do. */
const FILES = /\/assets\/(search-body|settings|admin)-.*\.js$/;
const SEARCH = '.pane input[role=combobox]';
const PLAIN = '.pane search input:not([role])';

const { browser, server, admin } = await pageForSuite();
/** For each page its own: a seat takes a while to be free. */
const readers: Awaited<ReturnType<typeof addUser>>[] = [];

beforeAll(async () => {
  for (const n of upTo(6)) readers.push(await addUser(server, admin.token, `reader${n}`));
  const bob = await signIn(server, await addUser(server, admin.token, 'bob'));
  const memberIds = [...readers.map((reader) => reader.id), bob.id];
  const { id } = await makeChannel(server, admin, 'talk', { memberIds });
  await say(server, bob, id, 'What about lunch at noon?');
  await say(server, bob, id, 'Lunch is ready');
});

const chipsOn = (page: Page) => page.locator('.search-chip').allInnerTexts();
const excerptsOn = (page: Page) => page.locator('.search-excerpt').allInnerTexts();
const text = (page: Page) => page.innerText('.later');

function nextReader() {
  const reader = readers.pop();
  if (reader === undefined) throw new Error('there are more pages than readers');
  return reader;
}

async function enter(locale: string, files: (page: Page) => Promise<unknown>): Promise<Page> {
  const page = await openPage(browser, server.url, { locale, reducedMotion: 'reduce' });
  await files(page);
  await signInOn(page, nextReader());
  await untilLive(page);
  await openChannelOn(page, 'talk');
  return page;
}

describe('while the search is being loaded', () => {
  async function held(): Promise<{ page: Page; letGo: () => void }> {
    const { promise, resolve: letGo } = Promise.withResolvers<void>();
    const page = await enter('en-GB', (opened) =>
      opened.route(FILES, async (route) => {
        await promise;
        await route.continue();
      }),
    );
    return { page, letGo };
  }

  test('one types into it, and goes on without losing a key', async () => {
    const { page, letGo } = await held();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('noon lunch');
    for (let n = 0; n < 6; n += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.type(' ');
    expect(await page.inputValue(PLAIN)).toBe('noon  lunch');
    await until(async () => (await text(page)) === 'Loading…');
    expect(await violationsInState(page)).toEqual([]);
    letGo();
    await page.waitForSelector(`${SEARCH}:focus`);
    await page.keyboard.type('at');
    expect(await page.inputValue(SEARCH)).toBe('noon at lunch');
    await until(async () => (await excerptsOn(page)).join() === 'What about lunch at noon?');
    expect(await chipsOn(page)).toEqual(['in #talk']);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.composer textarea:focus');
    await page.context().close();
  });

  test.runIf(isLong())('one takes the channel away, and ends a letter of two keys', async () => {
    const { page, letGo } = await held();
    await page.keyboard.press('Control+f');
    await page.waitForSelector(`${PLAIN}:focus`);
    await page.keyboard.press('Backspace');
    await page.keyboard.type('caf');
    const keys = await page.context().newCDPSession(page);
    await keys.send('Input.imeSetComposition', {
      ...{ text: '´', selectionStart: 1, selectionEnd: 1 },
    });
    const isLoaded = page.waitForResponse(/search-body/);
    letGo();
    await (await isLoaded).finished();
    // Longer than the file needs to be run.
    await page.waitForTimeout(200);
    expect(await page.inputValue(PLAIN)).toBe('caf´');
    await keys.send('Input.insertText', { text: 'é' });
    await page.waitForSelector(`${SEARCH}:focus`);
    await page.keyboard.type('s');
    expect(await page.inputValue(SEARCH)).toBe('cafés');
    expect(await chipsOn(page)).toEqual([]);
    await page.context().close();
  });
});

describe('what cannot be loaded', () => {
  const gone = (page: Page) => page.route(FILES, (route) => route.fulfill({ status: 404 }));

  test('says so and what to do, in the search, and is there at the next try', async () => {
    const page = await enter('fr-FR', gone);
    await page.keyboard.press('Control+f');
    await page.waitForSelector('.later button');
    expect((await text(page)).split(/\n+/)).toEqual([
      'Cette partie de la page n’a pas pu être chargée : le serveur est injoignable ou vient d’être mis à jour. Réessayez, ou rechargez la page.',
      'Réessayer',
      'Recharger',
    ]);
    expect(await violationsInState(page)).toEqual([]);
    await page.keyboard.type('lunch');
    await page.unroute(FILES);
    await page.click('.later >> text=Réessayer');
    await until(async () => (await excerptsOn(page)).length === 2);
    await page.context().close();
  });

  test.runIf(isLong())(
    'says so in the settings, from where Escape leads back, and is there once reloaded',
    async () => {
      const page = await enter('fr-FR', (one) => one.route(FILES, (route) => route.abort()));
      await chooseOn(page, 'Réglages');
      await page.waitForSelector('.later button');
      expect(await violationsInState(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.composer');
      await chooseOn(page, 'Réglages');
      await page.waitForSelector('.later button');
      await page.unroute(FILES);
      await page.click('.later >> text=Recharger');
      await page.waitForSelector('.page-title:focus');
      await page.context().close();
    },
  );

  test.runIf(isLong())('offline is there when the connection is back', async () => {
    const page = await enter('en-GB', gone);
    await page.context().setOffline(true);
    await page.waitForSelector('.banner.reconnecting');
    await page.keyboard.press('Control+f');
    await until(async () => (await text(page)).startsWith('There is no connection.'));
    await page.keyboard.type('ready');
    await page.unroute(FILES);
    await page.context().setOffline(false);
    await until(async () => (await excerptsOn(page)).join() === 'Lunch is ready');
    expect(await page.inputValue(SEARCH)).toBe('ready');
    await page.context().close();
  });
});

test.runIf(isLong())(
  'what may be wanted is at hand when the server is away; the administration is an administrator’s',
  async () => {
    const loaded: string[] = [];
    const page = await openPage(browser, server.url, { locale: 'en-GB' });
    page.on('requestfinished', (request) => {
      const name = FILES.exec(request.url())?.[1];
      if (name !== undefined) loaded.push(name);
    });
    // Long after the start: nothing of it is loaded for who is not signed in.
    await page.waitForTimeout(300);
    expect(loaded).toEqual([]);
    await signInOn(page, nextReader());
    await until(() => loaded.length === 2);
    expect(loaded).toEqual(expect.arrayContaining(['search-body', 'settings']));
    await page.context().setOffline(true);
    await page.waitForSelector('.banner.reconnecting');
    await page.keyboard.press('Control+f');
    await page.waitForSelector(`${SEARCH}:focus`);
    await page.waitForSelector('.search-body >> text=The search goes on when it is back');
    await page.keyboard.press('Escape');
    await chooseOn(page, 'Settings');
    await page.waitForSelector('.page-list a');
    await page.context().setOffline(false);
    await page.keyboard.press('Escape');
    await untilLive(page);
    await chooseOn(page, 'Log out');
    await signInOn(page, ADMIN);
    await until(() => loaded.includes('admin'));
    await page.context().close();
  },
);
