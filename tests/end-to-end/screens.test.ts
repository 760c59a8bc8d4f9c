import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { makeChannel, say as post } from '../support/chat.ts';
import { type FakeAnswers, installFakeBridge } from '../support/fake-bridge.ts';
import { bodiesOn, openPage, say, signInOn } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { postAll } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let browser: Browser;
let admin: Person;
let general: string;

beforeAll(async () => {
  ({ browser, server, admin, general } = await pageForSuite());
});

const newUser = (name: string) => addUser(server, admin.token, name);
const fill = async (page: Page, { username, password }: { username: string; password: string }) => {
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
};
const lines = (count: number) => Array.from({ length: count }, (_, index) => `Line ${index}`);
const told = (page: Page) => page.waitForSelector('.told').then((element) => element.innerText());

describe('a seat that is taken', () => {
  test('says where one is connected, since when, and takes over; the other is told why', async () => {
    const user = await newUser('twice');
    const here = await openPage(browser, server.url);
    const there = await openPage(browser, server.url);
    await signInOn(there, user);
    await fill(here, user);
    const facts = await here.waitForSelector('.facts');
    expect(await facts.innerText()).toMatch(
      /Workstation\s+Chrome · Linux\s+Connected since\s+.*\d\d:\d\d\s+Last seen\s+(now|\d+ seconds? ago)/,
    );
    await here.click('text=Disconnect it and continue here');
    await here.waitForSelector('.composer');
    expect(await told(there)).toContain('You have signed in on another workstation');
    await there.context().close();
    await here.context().close();
  });

  test.runIf(isLong())(
    'by somebody else counts down, and one is then in without doing anything',
    async () => {
      const [gone, next] = [await newUser('gone'), await newUser('next')];
      const page = await openPage(browser, server.url);
      await page.waitForSelector('[name=username]');
      const fingerprint = 'a-workstation-of-two';
      await page.evaluate(`localStorage.setItem('workspace.fingerprint', '${fingerprint}')`);
      await signIn(server, gone, { device: { fingerprint } });
      await page.clock.install();
      await fill(page, next);
      await page.waitForSelector('[role=timer] >> text=/free in 4[0-5] seconds/');
      await page.clock.runFor(30_000);
      await page.waitForSelector('[role=timer] >> text=/free in 1[0-5] seconds/');
      await server.passTime(45_000);
      await page.clock.runFor(15_000);
      await page.waitForSelector('.composer');
      expect(await page.locator('.me .title').innerText()).toBe('next');
      await page.context().close();
    },
  );
});

describe('a session that is ended', () => {
  test.each([
    {
      how: 'revoked',
      end: async (id: string) => {
        const { body } = await server.get('/sessions', admin.token);
        const session = body.sessions.find(({ userId }: { userId: string }) => userId === id);
        await server.delete(`/sessions/${session.id}`, admin.token);
      },
      words: 'An administrator has ended your session, or somebody used a copied key of yours.',
    },
    {
      how: 'disabled',
      end: async (id: string) => {
        await server.patch(`/users/${id}`, { disabled: true }, admin.token);
      },
      words: 'An administrator has disabled your account.',
    },
  ])('says that it was $how, and does not come back by itself', async ({ how, end, words }) => {
    const user = await newUser(how);
    const page = await openPage(browser, server.url);
    await signInOn(page, user);
    await end(user.id);
    expect(await told(page)).toBe(words);
    if (how === 'disabled') {
      await fill(page, user);
      await page.waitForSelector('text=This account is disabled. Ask an administrator.');
    }
    await page.context().close();
  });
});

test('the first run makes the first administrator with the setup token, and is in', async () => {
  const fresh = await startServer({ ADMIN_USERNAME: '', ADMIN_PASSWORD: '' });
  const page = await openPage(browser, fresh.url);
  await page.fill('[name=setupToken]', `${fresh.firstRunToken}0`);
  await page.fill('[name=displayName]', 'The Founder');
  await fill(page, { username: 'founder', password: 'the very first one' });
  await page.waitForSelector('.fault:not(:empty)');
  await page.fill('[name=setupToken]', ` ${fresh.firstRunToken} `);
  await page.press('[name=setupToken]', 'Enter');
  await page.waitForSelector('.composer');
  await page.click('.me');
  await page.waitForSelector('[role=menuitem] >> text=Administration');
  await page.context().close();
  await fresh.stop();
});

test.runIf(isLong())(
  'the first run takes the token from the address, and names the general channel in French',
  async () => {
    const fresh = await startServer({ ADMIN_USERNAME: '', ADMIN_PASSWORD: '' });
    const page = await openPage(browser, `${fresh.url}/#setup=${fresh.firstRunToken}`, {
      locale: 'fr-FR',
    });
    await page.waitForSelector('[name=displayName]:focus');
    expect(await page.locator('[name=setupToken]').count()).toBe(0);
    await page.keyboard.type('Claire Fontaine');
    await fill(page, { username: 'claire', password: 'la toute première' });
    await page.waitForSelector('.channel-head h1 >> text=général');
    expect(page.url()).not.toContain('setup');
    expect(await page.locator('.me .title').innerText()).toBe('Claire Fontaine');
    await page.context().close();
    await fresh.stop();
  },
);

test('a refusal is told in the language of the user', async () => {
  const page = await openPage(browser, server.url, { locale: 'fr-FR' });
  await fill(page, { username: 'nobody-at-all', password: 'not the password' });
  await page.waitForSelector('text=Nom d’utilisateur ou mot de passe incorrect.');
  await page.context().close();
});

test('a post that the server refuses says so, and goes out when one tries again', async () => {
  const page = await openPage(browser, server.url);
  await signInOn(page, await newUser('refused'));
  const posts = '**/api/v1/channels/*/messages';
  const { promise: isRefused, resolve: refuse } = Promise.withResolvers<void>();
  await page.route(posts, async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    await isRefused;
    await route.fulfill({
      status: 413,
      contentType: 'application/problem+json',
      body: JSON.stringify({ status: 413, code: 'body-too-large', detail: 'in English' }),
    });
  });
  await say(page, 'Hear me');
  // With something else in the field, it stays in the list.
  await page.keyboard.type('and me');
  refuse();
  const line = await page.waitForSelector('.delivery.failed');
  expect(await line.innerText()).toContain('Not sent. This is too long.');
  await page.unroute(posts);
  await page.click('.delivery.failed >> text=Try again');
  await page.waitForSelector('.delivery >> text=Sent');
  expect(await bodiesOn(page)).toEqual(['Hear me']);
  await page.context().close();
});

test('whoever has chosen a theme sees no other, not even before the page has its script', async () => {
  const page = await openPage(browser, server.url, { colorScheme: 'light' });
  await page.waitForSelector('[name=username]');
  await page.evaluate(`localStorage.setItem('workspace.theme', '"dark"')`);
  await page.route('**/assets/*.js', (route) => route.abort());
  await page.reload();
  const ground = 'getComputedStyle(document.documentElement).backgroundColor';
  expect(await page.evaluate<string>(ground)).toBe('rgb(23, 25, 28)');
  await page.context().close();
});

test('nothing moves while a message is sent, nor when the connection is lost and comes back', async () => {
  const page = await openPage(browser, server.url);
  await signInOn(page, await newUser('steady'));
  await postAll(server, admin.token, general, lines(30), 10);
  await until(async () => (await bodiesOn(page)).length >= 30);
  await page.waitForSelector('.connection-state.live');
  const places = () =>
    page.evaluate<string>(
      `JSON.stringify([...document.querySelectorAll('.channel-head, .row, .composer, .sidebar-foot')]
        .map((element) => element.getBoundingClientRect().toJSON()))`,
    );

  await page.route('**/api/v1/channels/*/messages', async (route) => {
    if (route.request().method() === 'POST') await held;
    await route.continue();
  });
  const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
  await say(page, 'Mine');
  await page.waitForSelector('.delivery >> text=Sending…');
  const sending = await places();
  letGo();
  await page.waitForSelector('.delivery >> text=Sent');
  expect(await places()).toBe(sending);

  await page.route('**/api/v1/events', (route) => route.abort());
  await page.evaluate("window.dispatchEvent(new Event('online'))");
  await page.waitForSelector('.banner >> text=offline since');
  expect(await page.locator('.connection-state').innerText()).toMatch(/^Offline since \d\d:\d\d$/);
  expect(await places()).toBe(sending);
  await page.waitForSelector('.banner button');
  await page.unroute('**/api/v1/events');
  // It may have come back by itself meanwhile, and the banner with its button gone.
  await page.evaluate("document.querySelector('.banner button')?.click()");
  await page.waitForSelector('.connection-state.live');
  await page.waitForSelector('.banner', { state: 'detached' });
  expect(await places()).toBe(sending);
  await page.context().close();
});

/**
 * Which of these things in the conversation are the uppermost somewhere; in the page. What is inert, or lets
 * clicks through, would be passed by.
 */
const uppermostOf = (selectors: readonly string[]) => `((main) => {
  const wasInert = main.inert;
  const all = [...main.querySelectorAll('*')];
  main.inert = false;
  for (const { style } of all) style.pointerEvents = 'auto';
  const found = ${JSON.stringify(selectors)}.filter((selector) =>
    [...main.querySelectorAll(selector)].some((element) => {
      const { left, top, width, height } = element.getBoundingClientRect();
      return [0.05, 0.5, 0.95].some((part) =>
        element.contains(document.elementFromPoint(left + part * width, top + height / 2)));
    }));
  for (const { style } of all) style.pointerEvents = '';
  main.inert = wasInert;
  return found;
})(document.querySelector('main'))`;

// At 400 the pane covers all of it.
test.runIf(isLong()).each([800, 400])(
  'in a window of %i pixels nothing of the conversation lies above a pane, nor above what dims the rest',
  async (width) => {
    const user = await newUser(`narrow${width}`);
    const { id } = await makeChannel(server, admin, `narrow ${width}`, { memberIds: [user.id] });
    await postAll(server, admin.token, id, lines(60), 1);
    const page = await openPage(browser, server.url, { viewport: { width, height: 700 } });
    await signInOn(page, user);
    await page.evaluate(`location.hash = '#/c/${id}'`);
    await page.waitForSelector('.unread-bar');
    async function liesBelow(...selectors: readonly string[]): Promise<void> {
      const uppermost = () => page.evaluate<string[]>(uppermostOf(selectors));
      await until(async () => (await uppermost()).length === selectors.length);
      await page.keyboard.press('Control+f');
      await page.waitForSelector('.pane input:focus');
      for (const selector of selectors) await page.waitForSelector(selector, { state: 'attached' });
      expect(await uppermost()).toEqual([]);
      await page.keyboard.press('Escape');
      await page.waitForSelector('.pane', { state: 'detached' });
    }
    await liesBelow('.unread-bar');
    await page.click('.unread-bar >> text=Mark as read');
    await liesBelow('.latest.pill', '.day-line span', '.channel-head button');
    await page.context().setOffline(true);
    await liesBelow('.banner');
    await page.context().close();
  },
);

test.runIf(isLong())('a quote leads to its message, however far back that is', async () => {
  const writer = await signIn(server, await newUser('writer'));
  const origin = await post(server, writer, general, 'The `origin` of **it** all');
  // More than the page opens with.
  await postAll(server, writer.token, general, lines(100), 10);
  await post(server, writer, general, 'Back to that', { replyToId: origin.id });
  const page = await openPage(browser, server.url);
  const { promise: clicked, resolve: click } = Promise.withResolvers<void>();
  let isJumping = false;
  const isDrawn = async () => (await page.locator('.row').count()) > 61;
  await page.route('**/messages?*', async (route) => {
    // An older page was asked for before, and comes before the page of the quoted message.
    if (route.request().url().endsWith('limit=30')) await clicked;
    else if (isJumping) await until(isDrawn);
    await route.continue();
  });
  await signInOn(page, await newUser('reader'));
  await page.waitForSelector('button.quote >> text=The origin of it all');
  isJumping = true;
  await page.click('button.quote >> text=The origin of it all');
  click();
  await page.waitForSelector(`.row[data-seq="${origin.seq}"]:focus`);
  expect(await page.locator(`.row[data-seq="${origin.seq}"]`).isVisible()).toBe(true);
  await page.keyboard.press('Escape');
  await until(async () => (await bodiesOn(page)).includes('Back to that'));
  await page.context().close();
});

test('in a browser nothing is said of servers; in Electron the server can be chosen', async () => {
  const inBrowser = await openPage(browser, server.url);
  await inBrowser.waitForSelector('[name=username]');
  expect(await inBrowser.locator('.server-line').count()).toBe(0);
  await inBrowser.context().close();

  const page = await openPage(browser, 'about:blank');
  const answers: FakeAnswers = {
    canKeepSecrets: false,
    check: { ok: false, reason: 'untrusted-certificate' },
  };
  await page.addInitScript(installFakeBridge, answers);
  await page.goto(server.url);
  await page.waitForSelector('.server-line >> text=https://chat.example.lan');
  expect(await page.locator('#remember').isDisabled()).toBe(true);
  await page.waitForSelector('text=This system has no safe place for secrets');
  await page.click('.server-line button');
  await page.click('dialog >> text=Another address');
  await page.fill('[name=address]', 'https://self-signed.example');
  await page.press('[name=address]', 'Enter');
  await page.waitForSelector('text=This workstation does not recognise the server’s certificate.');
  expect(await page.inputValue('[name=address]')).toBe('https://self-signed.example');
  await page.context().close();
});

test.runIf(isLong())(
  'what is printed is the conversation alone, in full and dark on white',
  async () => {
    await postAll(server, admin.token, general, lines(60), 10);
    const page = await openPage(browser, server.url, { colorScheme: 'dark' });
    await signInOn(page, await newUser('printer'));
    await until(async () => (await bodiesOn(page)).at(-1) === 'Line 59');
    const pdf = await page.pdf();
    expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(1);
    await page.emulateMedia({ media: 'print' });
    for (const around of ['.sidebar', '.composer', '.channel-head .icon', '.toast']) {
      expect(await page.locator(around).first().isVisible()).toBe(false);
    }
    expect(await page.locator('.channel-head h1').innerText()).toBe('general');
    const isWhole = await page
      .locator('.timeline')
      .evaluate((timeline) => timeline.scrollHeight <= timeline.clientHeight);
    expect(isWhole).toBe(true);
    const ink = await page.evaluate("getComputedStyle(document.querySelector('.timeline')).color");
    expect(ink).toBe('rgb(25, 28, 30)');
    await page.context().close();
  },
);

test.runIf(isLong())('today is yesterday after midnight', async () => {
  await post(server, await signIn(server, await newUser('early')), general, 'Said today');
  const page = await openPage(browser, 'about:blank');
  await page.clock.install();
  await page.goto(server.url);
  await signInOn(page, await newUser('late'));
  await page.waitForSelector('.day-line >> text=Today');
  await page.clock.fastForward(24 * 3600 * 1000);
  await page.waitForSelector('.day:last-of-type .day-line >> text=Yesterday');
  await page.context().close();
});

test('a browser notifies of what is for one, once it is asked to, and not while one looks', async () => {
  const page = await openPage(browser, 'about:blank');
  await page.addInitScript(`{
    const told = (window.told = []);
    window.isLooking = false;
    document.hasFocus = () => window.isLooking;
    window.Notification = class {
      static permission = 'default';
      static async requestPermission() {
        return (window.Notification.permission = window.answer ?? 'granted');
      }
      constructor(title, { body, tag }) {
        this.all = { title, body, tag, isClosed: false };
        told.push(this.all);
        window.last = this;
      }
      close() { this.all.isClosed = true; }
    };
  }`);
  await page.goto(server.url);
  const user = await newUser('told');
  await signInOn(page, user);
  await page.waitForSelector('.connection-state.live');
  const writer = await signIn(server, await newUser('teller'));
  const { id } = (await server.put(`/direct/${user.id}`, undefined, writer.token)).body;
  const told = () => page.evaluate<{ body: string; tag: string }[]>('told');
  const place = page.locator('.sidebar [aria-labelledby=side-direct] >> text="teller"');
  await post(server, writer, id, 'Not asked for');
  await place.waitFor();
  await page.goto(`${server.url}/#/settings/notifications`);
  await page.evaluate("window.answer = 'denied'");
  await page.click('[name=notices]');
  await page.waitForSelector('text=Your browser does not allow it here.');
  expect(await page.isChecked('[name=notices]')).toBe(false);
  await page.evaluate("window.answer = 'granted'");
  await page.check('[name=notices]');
  await page.keyboard.press('Escape');
  await post(server, writer, general, 'Nothing for you');
  await post(server, writer, id, 'A **word** about `ls  -l`');
  await until(async () => (await told()).length > 0);
  expect(await told()).toEqual([
    { title: 'teller', body: 'A word about ls -l', tag: id, isClosed: false },
  ]);
  await page.evaluate('window.isLooking = true');
  await post(server, writer, id, 'While one looks');
  await page.waitForSelector('.badge >> text=3');
  await page.evaluate('window.last.onclick()');
  await page.waitForSelector('.channel-head h1 >> text="teller"');
  await until(async () => JSON.stringify(await told()).includes('"isClosed":true'));
  expect(await told()).toHaveLength(1);
  await page.context().close();
});
