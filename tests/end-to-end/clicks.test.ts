import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createFormats } from '../../desktop/renderer/formats.ts';
import { addUser, type Person } from '../support/api.ts';
import { makeChannel, say as post } from '../support/chat.ts';
import { bodiesOn, openPage, say, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { ADMIN, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const { message: t } = createFormats('en', 'en-GB');
const FIELD = '.composer textarea';

let server: TestServer;
let admin: Person;
let general: string;
let bob: Omit<Person, 'token' | 'sessionId'>;
/** An administrator's. */
let hers: Page;
let his: Page;

beforeAll(async () => {
  const { browser, ...suite } = await pageForSuite();
  ({ server, admin, general } = suite);
  bob = await addUser(server, admin.token, 'bob');
  [hers, his] = await Promise.all([
    openPage(browser, server.url),
    // It may not write to the clipboard by itself, like a page that came over plain HTTP.
    openPage(browser, server.url, { permissions: ['clipboard-read'], colorScheme: 'light' }),
  ]);
  await Promise.all([signInOn(hers, ADMIN), signInOn(his, bob)]);
  for (const page of [hers, his]) await untilLive(page);
});

const confirm = (page: Page) => page.click('dialog[open] .actions.end > :last-child');
const place = (page: Page, name: string) => page.locator(`.place[title="${name}"]`);
const isGone = (page: Page, name: string) => place(page, name).waitFor({ state: 'detached' });
const goTo = (page: Page, address: string) => page.evaluate(`location.hash = '${address}'`);
/** His line in a list of people. */
const hisLine = () => hers.locator('.lines > li', { hasText: '@bob' });

describe('a channel', () => {
  let id: string;
  const onServer = async () => {
    const { body } = await server.get('/channels', admin.token);
    return body.channels.find((channel: { id: string }) => channel.id === id);
  };
  const isMember = async () => {
    const { body } = await server.get(`/channels/${id}/members`, admin.token);
    return body.members.some((member: { id: string }) => member.id === bob.id);
  };
  const choose = async (page: Page, item: 'channel.add-members' | 'channel.leave') => {
    await page.click('.head-title');
    await page.click(`[role=menuitem] >> text="${t(item)}"`);
  };
  const openAbout = () => hers.click('.pane [role=tab] >> nth=1');
  const end = (nth: number) => hers.click(`.pane .part:last-child .actions > button >> nth=${nth}`);
  const isCounted = (count: number) =>
    hers.locator('.members', { hasText: t('channel.members-count', { count }) }).waitFor();

  test('that is private is made, and is in the list of whom one adds to it', async () => {
    await hers.click('[aria-labelledby=side-channels] header button');
    await hers.fill('dialog [name=name]', 'plans');
    await hers.check('dialog [name=private]');
    await hers.press('dialog [name=name]', 'Enter');
    await hers.waitForSelector('.channel-head h1 >> text="plans"');
    id = (await server.get('/channels', admin.token)).body.channels.find(
      ({ name }: { name: string }) => name === 'plans',
    ).id;
    expect((await onServer()).kind).toBe('private');
    expect(await place(his, 'plans').count()).toBe(0);
    await isCounted(1);
    await choose(hers, 'channel.add-members');
    await hisLine().locator('button').last().click();
    await place(his, 'plans').click();
    await isCounted(2);
    expect(await isMember()).toBe(true);
  });

  test('has another name and topic at once for who has it open', async () => {
    await openAbout();
    await hers.fill('.pane [name=name]', 'designs');
    await hers.fill('.pane [name=topic]', 'What we draw');
    await hers.click('.pane [type=submit]');
    await his.waitForSelector('.channel-head h1 >> text="designs"');
    await his.waitForSelector('.channel-head .topic >> text="What we draw"');
    expect(await onServer()).toMatchObject({ name: 'designs', topic: 'What we draw' });
    await hers.waitForSelector('.pane', { state: 'detached' });
  });

  test('is archived and reopened, and takes no posts meanwhile', async () => {
    await choose(hers, 'channel.add-members');
    await openAbout();
    await end(1);
    await confirm(hers);
    for (const page of [hers, his]) {
      await page.waitForSelector('.archived-note');
      expect(await page.locator(FIELD).count()).toBe(0);
      expect(await page.locator(`text="${t('chat.no-messages')}"`).count()).toBe(0);
    }
    expect((await onServer()).archivedAt).not.toBe(null);
    await end(1);
    for (const page of [hers, his]) await page.waitForSelector(FIELD);
    expect((await onServer()).archivedAt).toBe(null);
  });

  test('is out of the list of whom one removes, and of who leaves it', async () => {
    await hers.click('.pane [role=tab] >> nth=0');
    await hisLine().locator('button').last().click();
    await confirm(hers);
    await isGone(his, 'designs');
    await his.waitForSelector('.channel-head h1 >> text="general"');
    await isCounted(1);
    expect(await isMember()).toBe(false);
    await hisLine().locator('button').last().click();
    await place(his, 'designs').click();
    await isCounted(2);
    await choose(his, 'channel.leave');
    await confirm(his);
    await isGone(his, 'designs');
    // Who looks at the members sees that, too.
    await hers.locator('.pane .part:last-child .lines', { hasText: '@bob' }).waitFor();
    await isCounted(1);
    expect(await isMember()).toBe(false);
  });

  test('is deleted once that is confirmed, for everyone', async () => {
    await hisLine().locator('button').last().click();
    await place(his, 'designs').click();
    await openAbout();
    await end(2);
    await hers.waitForSelector('dialog[open] .actions.end > :first-child:focus');
    await confirm(hers);
    for (const page of [hers, his]) {
      await isGone(page, 'designs');
      await page.waitForSelector('.channel-head h1 >> text="general"');
    }
    expect(await onServer()).toBe(undefined);
    await hers.waitForSelector('.pane', { state: 'detached' });
  });
});

describe('a message', () => {
  const copied = () => his.evaluate<string>('navigator.clipboard.readText()');
  const onServer = async () => {
    const { body } = await server.get(`/channels/${general}/messages`, admin.token);
    return body.messages.map((message: { body: string }) => message.body);
  };

  test('is copied as it was typed', async () => {
    const text = '**Note :** `a  b`\n\t- [x] C:\\Users\n> @bob & <b>';
    await post(server, admin, general, text);
    const row = his.locator('.row[data-seq="1"]');
    await row.hover();
    await row.locator(`[aria-label="${t('chat.more')}"]`).click();
    await row.locator(`[role=menuitem] >> text=/^${t('chat.copy')}$/`).click();
    await row.locator(`[aria-label="${t('chat.copied')}"]`).waitFor();
    expect(await copied()).toBe(text);
  });

  test('that is refused is back in the field; beside another one it waits to be put back or discarded', async () => {
    const { promise: isRefused, resolve: refuse } = Promise.withResolvers<void>();
    await his.route('**/api/v1/channels/*/messages', async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      if (route.request().postData()?.includes('alone') !== true) await isRefused;
      await route.fulfill({
        status: 413,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 413, code: 'body-too-large' }),
      });
    });
    await say(his, 'alone');
    await his.waitForSelector('.composer .fault');
    expect(await his.inputValue(FIELD)).toBe('alone');
    expect(await his.locator('.delivery.failed').count()).toBe(0);

    await say(his, 'first');
    await say(his, 'second');
    await his.fill(FIELD, 'third');
    refuse();
    const failed = his.locator('.row', { has: his.locator('.delivery.failed') });
    await until(async () => (await failed.count()) === 2);
    await failed
      .locator(`text="${t('chat.discard')}"`)
      .nth(1)
      .click();
    await until(async () => (await failed.count()) === 1);
    await failed.locator(`text="${t('chat.edit')}"`).click();
    await until(async () => (await failed.count()) === 0);
    expect(await his.inputValue(FIELD)).toBe('first\nthird');
    await his.unroute('**/api/v1/channels/*/messages');
    await his.press(FIELD, 'Enter');
    await until(async () => (await bodiesOn(hers)).at(-1) === 'first\nthird');
    expect((await onServer()).slice(1)).toEqual(['first\nthird']);
  });
});

describe('the look', () => {
  const choose = (nth: number, value: string) =>
    his.selectOption(`.page-body select >> nth=${nth}`, value);
  const backToChat = async () => {
    await his.click('.leave-page');
    await his.waitForSelector('.row');
  };
  const openLook = async () => {
    await goTo(his, '#/settings/look');
    await his.waitForSelector('.page-body select >> nth=2');
  };
  const ground = () =>
    his.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
  /** From the first message to the end of the last one, in pixels. */
  const height = () =>
    his.evaluate<number>(`((rows) => rows.at(-1).getBoundingClientRect().bottom -
      rows[0].getBoundingClientRect().top)([...document.querySelectorAll('.row')])`);

  test('has the language, the colours and the density that one chooses, at once and over a reload', async () => {
    const { message: inFrench } = createFormats('fr', 'fr-FR');
    const [light, wide] = [await ground(), await height()];
    await openLook();
    await choose(0, 'fr');
    await his.waitForSelector(`.page-title >> text="${inFrench('settings.section.look')}"`);
    expect(await ground()).toBe(light);
    await choose(1, 'dark');
    await until(async () => (await ground()) !== light);
    const dark = await ground();
    await choose(2, 'compact');
    await backToChat();
    await until(async () => (await height()) < wide);
    const dense = await height();

    await his.reload();
    await untilLive(his);
    await his.waitForSelector('.row');
    expect(await his.locator('.jump').innerText()).toContain(inFrench('nav.jump'));
    expect(await his.getAttribute('html', 'lang')).toBe('fr');
    expect(await ground()).toBe(dark);
    await until(async () => (await height()) === dense);

    await openLook();
    await choose(0, 'en');
    await choose(1, 'system');
    await choose(2, 'comfortable');
    await backToChat();
    expect(await his.locator('.jump').innerText()).toContain(t('nav.jump'));
    expect(await ground()).toBe(light);
    await until(async () => (await height()) === wide);
  });
});

describe('the layout', () => {
  /** Whether nothing is scrolled sideways, except tables and code in their frames; in the page. */
  const FITS = `document.documentElement.scrollWidth <= innerWidth &&
    [document.body, ...document.querySelectorAll('.timeline, .row, .content')]
      .every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)`;
  const fits = () => his.evaluate<boolean>(FITS);
  const isInSight = (selector: string) =>
    his.evaluate<boolean>(`(({ left, top, right, bottom, height }) => height > 0 &&
      left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight)(
      document.querySelector('${selector}').getBoundingClientRect())`);

  test('scrolls nothing sideways on a narrow window, except a wide table and code in their frames', async () => {
    const cells = (text: string) => `|${`${text}|`.repeat(30)}`;
    for (const text of [
      'w'.repeat(400),
      [cells('Column'), cells('---'), cells('42')].join('\n'),
      `\`\`\`\nconst a = '${'x '.repeat(200)}';\n\`\`\``,
    ]) {
      await say(his, text);
    }
    await his.locator('.row[data-seq] pre').waitFor();
    await his.setViewportSize({ width: 400, height: 700 });
    // The actions of the message stand above them, and cover none.
    const areFree = `[...document.querySelectorAll('.code-tools button')].every((button) => {
      const { left, top } = button.getBoundingClientRect();
      return button.contains(document.elementFromPoint(left + 8, top + 8));
    })`;
    // The row may still move away from below the pointer.
    await until(async () => {
      await his.hover('.row .code');
      return (await his.locator('.row.active:not(.first) .code').count()) === 1;
    });
    expect(await his.evaluate(areFree)).toBe(true);
    await his.click('.code-tools button >> nth=0');
    await his.waitForSelector('pre.unwrapped');
    for (const frame of ['.table', 'pre']) {
      const isWide = `(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)`;
      expect(await his.evaluate(`${isWide}(document.querySelector('.markdown ${frame}'))`)).toBe(
        true,
      );
    }
    expect(await fits()).toBe(true);
  });

  test('has the composer in sight on a very wide window, and at twice the size', async () => {
    await his.setViewportSize({ width: 2560, height: 1440 });
    await until(fits);
    expect(await isInSight('.composer textarea')).toBe(true);
    const devtools = await his.context().newCDPSession(his);
    await devtools.send('Emulation.setDeviceMetricsOverride', {
      ...{ width: 640, height: 400, deviceScaleFactor: 2, mobile: false },
    });
    await until(() => his.evaluate<boolean>('innerWidth === 640 && devicePixelRatio === 2'));
    await until(fits);
    expect(await isInSight('.composer textarea')).toBe(true);
    expect(await isInSight('.composer .send')).toBe(true);
    await his.setViewportSize({ width: 1200, height: 800 });
    await devtools.detach();
  });

  test('moves nothing for who wants no motion, and shows where one is without the colours of the page', async () => {
    await makeChannel(server, admin, 'beside', { memberIds: [bob.id] });
    await place(his, 'beside').waitFor();
    await his.emulateMedia({ reducedMotion: 'reduce' });
    await his.click('.jump');
    await his.waitForSelector('dialog[open]');
    const running = `document.getAnimations()
      .map(({ effect }) => effect.getComputedTiming().activeDuration)
      .filter((duration) => duration > 1)`;
    expect(await his.evaluate(running)).toEqual([]);
    await his.keyboard.press('Escape');
    await his.emulateMedia({ forcedColors: 'active' });
    const ground = (element: string) =>
      his.evaluate<string>(
        `getComputedStyle(document.querySelector('.sidebar${element}')).backgroundColor`,
      );
    // The others let the sidebar's ground through.
    expect(await ground(' .place:not([aria-current])')).toMatch(/, 0\)$/);
    expect(await ground(' .place[aria-current=page]')).not.toBe(await ground(''));
    await his.emulateMedia({ reducedMotion: 'no-preference', forcedColors: 'none' });
  });
});

describe('an administrator', () => {
  const onServer = async () => {
    const { body } = await server.get('/users', admin.token);
    return body.users.find((user: { id: string }) => user.id === bob.id);
  };
  const ownMenu = async () => {
    await his.click('.me');
    const items = await his.locator('[role=menuitem]').allInnerTexts();
    await his.keyboard.press('Escape');
    return items;
  };
  const manage = async () => {
    await goTo(hers, '#/admin/people');
    await hisLine().locator('button').last().click();
  };
  const isTold = (words: string) => his.waitForSelector(`.told >> text="${words}"`);

  test('makes somebody an administrator and a member again, which they see at once', async () => {
    await manage();
    // Chosen while the role before is still being set, the last one counts.
    const { promise, resolve } = Promise.withResolvers<void>();
    let held = 0;
    await hers.route(`**/users/${bob.id}`, async (route) => {
      held += 1;
      if (held === 1) await promise;
      await route.continue();
    });
    await hers.selectOption('dialog select', 'admin');
    await until(() => held === 1);
    await hers.selectOption('dialog select', 'member');
    resolve();
    await until(() => held === 2);
    await until(async () => (await onServer()).role === 'member');
    await hers.unroute(`**/users/${bob.id}`);
    for (const [role, isOffered] of [
      ['admin', true],
      ['member', false],
    ] as const) {
      await hers.selectOption('dialog select', role);
      await until(async () => (await ownMenu()).includes(t('nav.admin')) === isOffered);
      expect((await onServer()).role).toBe(role);
    }
    await hers.click('dialog .modal-head button');
  });

  test('ends the session of somebody, who is out and told why', async () => {
    await goTo(hers, '#/admin/sessions');
    await hisLine().locator('button').last().click();
    await confirm(hers);
    await isTold(t('ended.revoked'));
    await hisLine().waitFor({ state: 'detached' });
    const { body } = await server.get('/sessions', admin.token);
    expect(body.sessions.map(({ userId }: { userId: string }) => userId)).toEqual([admin.id]);
    await signInOn(his, bob);
    await hisLine().waitFor();
  });

  test('disables an account, whose user is out and told why until it is enabled', async () => {
    await manage();
    await hers.click('dialog .part.actions button');
    await confirm(hers);
    await isTold(t('ended.disabled'));
    expect((await onServer()).disabled).toBe(true);
    await his.fill('[name=username]', bob.username);
    await his.fill('[name=password]', bob.password);
    await his.click('button[type=submit]');
    await his.waitForSelector(`.fault >> text="${t('fault.account-disabled')}"`);
    await hers.click('dialog .part.actions button:not(.danger)');
    await hers.waitForSelector('dialog .part.actions .danger');
    expect((await onServer()).disabled).toBe(false);
    await signInOn(his, bob);
  });
});
