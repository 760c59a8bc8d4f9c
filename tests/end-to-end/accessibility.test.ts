import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { createFormats, type Language } from '../../desktop/renderer/formats.ts';
import { addUser, type Person, signIn } from '../support/api.ts';
import { violationsInState, violationsOn } from '../support/axe.ts';
import { makeChannel, say } from '../support/chat.ts';
import { type FakeAnswers, installFakeBridge, tellPage } from '../support/fake-bridge.ts';
import { chooseOn, openChannelOn, openPage, signInOn, say as write } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const BODY = [
  'With **weight**, `code`, a [link](https://example.org), [https://example.org](https://example.net) and @admin:',
  '',
  '- one',
  '- two',
  '',
  '> said before',
  '',
  '```',
  `const long = '${'x'.repeat(300)}';`,
  '```',
  '```js',
  '// why',
  "const a = 'b' + 42;",
  '```',
  '```diff',
  '-old',
  '+new',
  '```',
  '|Name|Age|',
  '|---|--:|',
  '|Ann|42|',
  '',
  '1. one',
  '- [x] done',
].join('\n');

const ENGLISH: [Language, string] = ['en', 'en-GB'];
const LANGUAGES: [Language, string][] = [['fr', 'fr-FR'], ...(isLong() ? [ENGLISH] : [])];

let server: TestServer;
let browser: Browser;
let admin: Person;
let general: string;
let other: { username: string; password: string };
let writer: { username: string; password: string };
let reactor: { username: string; password: string };
let listener: { username: string; password: string };

type Words = ReturnType<typeof createFormats>['message'];
type See = (screen: string) => Promise<void>;

beforeAll(async () => {
  ({ browser, server, admin, general } = await pageForSuite());
  other = await addUser(server, admin.token, 'other');
  listener = await addUser(server, admin.token, 'listener');
  writer = await addUser(server, admin.token, 'writer');
  reactor = await addUser(server, admin.token, 'reactor');
  const member = await signIn(server, other);
  await fillGeneral(member);
  await fillOthers(member);
  await server.delete('/session', member.token);
});

async function fillGeneral(member: Person): Promise<void> {
  const first = await say(server, admin, general, BODY);
  await say(server, member, general, 'A reply', { replyToId: first.id });
  const gone = await say(server, member, general, 'A mistake');
  await server.delete(`/messages/${gone.id}`, member.token);
  await say(server, member, general, '@admin and @other, look');
  await say(server, admin, general, 'My own');
  await makeChannel(server, admin, 'quiet', { topic: 'Nothing yet', memberIds: [member.id] });
  await makeChannel(server, member, 'elsewhere');
}

/** A direct channel, many members, and in each language a channel with more than fits the window. */
async function fillOthers(member: Person): Promise<void> {
  const direct = await server.put(`/direct/${admin.id}`, undefined, member.token);
  await say(server, member, direct.body.id, 'Between us');
  const lines = Array.from({ length: 61 }, (_, at) => `Line ${at}`).join('\n');
  for (const [language] of LANGUAGES) {
    const memberIds = [admin.id];
    const { id } = await makeChannel(server, member, `long in ${language}`, { memberIds });
    await say(server, member, id, lines);
    for (let at = 0; at < 30; at += 1) await say(server, member, id, `News ${at}`);
  }
  for (let at = 0; at < 7; at += 1) await addUser(server, admin.token, `crowd${at}`);
}

async function check(page: Page, screen: string, found: string[]): Promise<void> {
  const violations = await violationsInState(page);
  found.push(...violations.map((violation) => `${screen}: ${violation}`));
}

test('axe finds what is wrong', async () => {
  const page = await openPage(browser, server.url);
  await page.waitForSelector('[name=username]');
  await page.evaluate("document.querySelector('label').remove()");
  expect(await violationsOn(page)).toContainEqual(expect.stringMatching(/^label: /));
  await page.context().close();
});

test.each(LANGUAGES)(
  'no screen or dialog has anything that axe objects to (%s)',
  async (language, locale) => {
    const { message: t } = createFormats(language, locale);
    const found: string[] = [];
    const page = await openPage(browser, server.url, { reducedMotion: 'reduce', locale });
    const see = (screen: string) => check(page, screen, found);

    await page.waitForSelector('[name=username]');
    await see('sign-in');
    await page.fill('[name=username]', 'admin');
    await page.fill('[name=password]', 'not the password');
    await page.press('[name=password]', 'Enter');
    await page.waitForSelector('.fault:not(:empty)');
    await see('sign-in refused');
    await signIn(server, ADMIN, { takeover: true });
    await page.fill('[name=password]', ADMIN.password);
    await page.press('[name=password]', 'Enter');
    await page.waitForSelector('.facts');
    await see('account in use');
    await page.click('.card .button.primary');
    await page.waitForSelector('.row[data-seq="5"]');
    await see('chat');

    await page.hover('.row[data-seq="4"]');
    await page.click('.row[data-seq="4"] .row-actions .reply');
    await page.keyboard.type('@o');
    await page.waitForSelector('.completion');
    await see('reply and completion');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.fill('.composer textarea', '');
    await page.press('.composer textarea', 'ArrowUp');
    await page.waitForSelector('.editor');
    await see('editing');
    await page.keyboard.press('Escape');
    await page.hover('.row[data-seq="4"]');
    await page.click('.row[data-seq="4"] .row-actions [aria-haspopup]');
    await page.click('.menu-item.danger');
    await page.waitForSelector('dialog');
    await see('deleting');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+k');
    await see('jump');
    await page.emulateMedia({ forcedColors: 'active' });
    const groundOf = (chosen: string) =>
      page.locator(chosen).evaluate((element) => getComputedStyle(element).backgroundColor);
    // In the system's own colours what is chosen has that of what is chosen.
    expect(await groundOf('.options [aria-selected=true]')).toBe(
      await groundOf('.place[aria-current=page]'),
    );
    await page.emulateMedia({ forcedColors: 'none' });
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+/');
    await see('shortcuts');
    await page.keyboard.press('Escape');
    await page.click('.me');
    await see('own menu');
    await page.click(`[role=menuitem] >> text=${t('nav.settings')}`);
    await page.waitForSelector('.page-title:focus');
    await see('settings');
    for (const section of ['look', 'password']) {
      await page.click(`.page-list [href="#/settings/${section}"]`);
      await page.waitForSelector('.page-title:focus');
      await see(`settings: ${section}`);
    }
    await page.keyboard.press('Escape');
    await page.waitForSelector('.composer');
    await page.click('.sidebar section header .icon');
    await page.waitForSelector('.lines li');
    await see('channels to join');
    await page.keyboard.press('Escape');
    await page.click('.place >> text=quiet');
    await page.waitForSelector('.beginning');
    await see('empty channel');
    await page.click('.head-title');
    await see('menu of a channel');
    await page.click(`[role=menuitem] >> text=${t('channel.leave')}`);
    await see('leaving a channel');
    await page.keyboard.press('Escape');
    await page.click('.members');
    await page.waitForSelector('.pane .lines li');
    await see('members');
    await page.click('[role=tab]:last-child');
    await see('about a channel');
    await page.click('.pane .button.danger');
    await see('deleting a channel');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');

    await page.click(`.way >> text=${t('nav.people')}`);
    await page.waitForSelector('.pane .person');
    await see('who is connected');
    await page.keyboard.press('Escape');
    await chooseOn(page, t('nav.admin'));
    await page.waitForSelector('.page-body .lines li');
    await see('people');
    await page.click('.page-body .lines .icon');
    await see('a person');
    await page.keyboard.press('Escape');
    await page.click('.page-body .toolbar .button');
    await see('adding a person');
    await page.fill('dialog [name=username]', `invited-${language}`);
    await page.press('dialog [name=username]', 'Enter');
    await page.waitForSelector('.invitation');
    await see('an invitation');
    await page.keyboard.press('Escape');
    await page.click('.page-list [href="#/admin/sessions"]');
    await page.waitForSelector('.page-body .lines .button');
    await see('connected');
    await page.click('.page-list [href="#/admin/channels"]');
    await page.waitForSelector('.listing');
    await see('channels');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.composer');

    await lookAtReading(page, see, `long in ${language}`);
    await lookAtWriting(page, see, t);

    await page.setViewportSize({ width: 640, height: 400 });
    await see('narrow');
    await page.click('.members');
    await page.waitForSelector('.pane .lines li');
    await see('a pane over the conversation');
    await page.click('.veil', { position: { x: 20, y: 200 } });
    await page.waitForSelector('.pane', { state: 'detached' });
    await page.click('.menu');
    await see('drawer');
    await page.keyboard.press('Escape');
    await page.route('**/api/v1/**', (route) => route.abort());
    await page.evaluate("window.dispatchEvent(new Event('online'))");
    await page.waitForSelector('.banner');
    await see('connection lost');
    await page.reload();
    await page.waitForSelector('.card');
    await see('unreachable');
    await page.context().close();
    expect(found).toEqual([]);
  },
  90_000,
); // Forty screens, twice looked at.

async function lookAtReading(page: Page, see: See, long: string): Promise<void> {
  await openChannelOn(page, 'other');
  await page.click('.head-title');
  await page.waitForSelector('[role=menuitem]');
  await see('menu of a direct channel');
  await page.keyboard.press('Escape');
  await openChannelOn(page, long);
  await page.locator('.unfold').scrollIntoViewIfNeeded();
  await page.waitForSelector('.unread-bar');
  await see('a folded message and the bar of the unread');
}

async function lookAtWriting(page: Page, see: See, t: Words): Promise<void> {
  const FIELD = '.composer textarea';
  await openChannelOn(page, 'general');
  await page.click(`.composer [aria-label="${t('chat.emoji')}"]`);
  await page.waitForSelector('.completion [role=option]');
  await see('emoji');
  await page.fill(FIELD, '');
  await write(page, '@all, look');
  await page.waitForSelector('.modal');
  await see('mentioning many');
  await page.keyboard.press('Escape');

  const posts = `**/channels/${general}/messages`;
  const { promise: isRefused, resolve: refuse } = Promise.withResolvers<void>();
  await page.route(posts, async (route) => {
    await isRefused;
    await route.fulfill({ status: 403, json: { status: 403, code: 'forbidden' } });
  });
  await write(page, 'Not for here');
  await page.fill(FIELD, 'x'.repeat(8_100));
  refuse();
  await page.waitForSelector('.delivery.failed');
  await page.waitForSelector('.length.over');
  await see('a post that failed, and one that is too long');
  await page.fill(FIELD, '');
  await page.click('.delivery.failed .link >> nth=1');
  await page.waitForSelector('.composer .fault');
  await see('a post that was refused');
  await page.fill(FIELD, '');
  await page.unroute(posts);
}

test.runIf(isLong())('nor have the first run and what only Electron shows', async () => {
  const found: string[] = [];
  const page = await openPage(browser, 'about:blank', { locale: 'fr-FR' });
  const setup = '**/api/v1/setup';
  await page.route(setup, (route) => route.fulfill({ json: { required: true } }));
  await page.goto(server.url);
  await page.waitForSelector('[name=setupToken]');
  await check(page, 'first run', found);
  await page.unroute(setup);
  const answers: FakeAnswers = {
    canKeepSecrets: false,
    check: { ok: false, reason: 'unreachable' },
    update: '10.0.0',
  };
  await page.addInitScript(installFakeBridge, answers);
  await page.goto(server.url);
  await page.waitForSelector('.toast p');
  await check(page, 'sign-in in Electron', found);
  await page.click('.server-line button');
  await page.click('dialog .button.primary');
  await page.waitForSelector('dialog .fault:not(:empty)');
  await check(page, 'choosing a server', found);
  await page.keyboard.press('Escape');
  await signInOn(page, other);
  await chooseOn(page, 'Réglages');
  await page.click('.page-list >> text=Ce poste');
  await page.waitForSelector('[name=closeToTray]:enabled');
  await check(page, 'settings in Electron', found);
  await page.keyboard.press('Escape');
  await page.waitForSelector('.row[data-seq="5"]');
  await tellPage(page, 'find', 'words');
  await page.waitForSelector('.find input:focus');
  await page.keyboard.type('look');
  const file = { name: 'Compte rendu.pdf', received: 3, total: 9, mayOpen: true };
  for (const [id, state] of ['progressing', 'failed', 'completed'].entries()) {
    await tellPage(page, 'download', { ...file, id, state });
  }
  await page.waitForSelector('.downloads p >> nth=2');
  await check(page, 'finding and downloads', found);
  await tellPage(page, 'fault', {
    code: 'proxy-password-wanted',
    url: server.url,
    error: 'ERR_PROXY_AUTH_REQUESTED',
    at: Date.now(),
    password: { to: 'proxy.example.lan:3128', realm: 'Sortie', wasRefused: true },
  });
  await page.waitForSelector('dialog [name=gate-username]:focus');
  await check(page, 'password of a proxy', found);
  expect(found).toEqual([]);
});

test('a screen reader is told what is written now, and nothing of the history', async () => {
  const page = await openPage(browser, server.url);
  await signInOn(page, listener);
  await page.waitForSelector('.row[data-seq="5"]');
  const told = page.locator('p.unseen[role=status]');
  expect(await page.locator('[role=log]').getAttribute('aria-live')).toBe('off');
  expect(await told.innerText()).toBe('');
  await say(server, await signIn(server, writer), general, 'Can you hear me?');
  await until(async () => (await told.innerText()) === 'writer: Can you hear me?');
  await page.context().close();
});

test.runIf(isLong())(
  'nor have reactions, their picker, pins, what one has put aside, and threads',
  async () => {
    const found: string[] = [];
    const page = await openPage(browser, server.url, { locale: 'fr-FR' });
    await signInOn(page, reactor);
    const row = page.locator('.row[data-seq="4"]');
    await row.hover();
    await row.locator('.quick').first().click();
    await row.locator('.reaction.own').focus();
    await check(page, 'a reaction', found);
    await row.locator('.reaction.add').click();
    await page.locator('.emoji-title').nth(3).waitFor({ state: 'attached' });
    await check(page, 'the picker', found);
    await page.keyboard.press('Escape');
    await row.locator('[aria-label="Mettre de côté"]').click();
    await row.locator('[aria-haspopup]').click();
    await check(page, 'the menu of a message', found);
    await page.click('[role=menuitem] >> text=Épingler');
    await page.click('.pins');
    await page.waitForSelector('.pins-list button');
    await check(page, 'pins', found);
    await page.click('.way >> text=Mis de côté');
    await page.waitForSelector('.saved-list');
    await check(page, 'saved', found);
    await page.click('.way >> text=Fils');
    await page.waitForSelector('.beginning');
    await check(page, 'no threads', found);
    const { id } = await say(server, admin, general, 'What about lunch?');
    const { body: thread } = await server.put(`/messages/${id}/thread`, undefined, admin.token);
    await say(server, admin, thread.id, `@${reactor.username}, are you coming?`);
    await page.waitForSelector('.threads-list .badge.mention');
    await check(page, 'threads', found);
    await page.context().close();
    expect(found).toEqual([]);
  },
);
