import type { Browser, Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { INDEX_LOCK } from '../../api/search/indexer.ts';
import { addUser, device, generalOf, type Person, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel, say } from '../support/chat.ts';
import { uploaded } from '../support/files.ts';
import { openLock } from '../support/locks.ts';
import { chooseOn, keptOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, type TestServer } from '../support/server.ts';
import { urlOf } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const GIVEN = 'given for a start';
/** Whether the page is no wider than its window, nor a dialog or a section than its frame; in the page. */
const FITS = `[document.body, ...document.querySelectorAll('.modal-body, .page-body')]
  .every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)`;
const NARROW = { viewport: { width: 400, height: 700 } };

let server: TestServer;
let browser: Browser;
let admin: Person;
let newcomer: User;
let reluctant: User;
let roamer: User;
let victims: User[];
let maker: User;
type User = Awaited<ReturnType<typeof addUser>>;

beforeAll(async () => {
  ({ browser, server, admin } = await pageForSuite());
  const extra = { mustChangePassword: true };
  newcomer = await addUser(server, admin.token, 'newcomer', extra);
  reluctant = await addUser(server, admin.token, 'reluctant', extra);
  victims = [
    await addUser(server, admin.token, 'robbed'),
    await addUser(server, admin.token, 'raided'),
  ];
  maker = await addUser(server, admin.token, 'maker');
  roamer = await addUser(server, admin.token, 'roamer');
});

/** Signs in by the keyboard, on whatever screen comes next. */
async function typeSignIn(page: Page, username: string, password: string): Promise<void> {
  await page.waitForSelector('[name=username]:focus');
  await page.keyboard.type(username);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

/** Frees the account for another page. */
async function logOutOn(page: Page, words: string): Promise<void> {
  await page.setViewportSize({ width: 1200, height: 800 });
  await page.keyboard.press('Escape');
  await chooseOn(page, words);
  await page.waitForSelector('[name=username]');
  await page.context().close();
}

/** Whether a sign-in of the API is asked for another password. */
async function isAsked(username: string, password: string): Promise<boolean | undefined> {
  const { status, body } = await server.post('/sessions', {
    username,
    password,
    device: device(`desk-of-${username}`),
    takeover: true,
  });
  expect(status).toBe(201);
  await server.delete('/session', body.token);
  return body.session.mustChangePassword;
}

test('an administrator is given a password for a new account, and an invitation to send', async () => {
  const page = await openPage(browser, server.url, { locale: 'fr-FR', ...NARROW });
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await signInOn(page, ADMIN);
  await page.click('.menu');
  await chooseOn(page, 'Administration');
  await page.click('.page-list >> text=Personnes');
  await page.waitForSelector('.lines li:has-text("@admin") >> text=(vous)');
  await page.click('.toolbar .button');
  await page.fill('dialog [name=displayName]', 'Zoé Petit');
  await page.fill('dialog [name=username]', 'zoe');
  const password = await page.inputValue('dialog [name=password]');
  expect(password).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
  await page.press('dialog [name=username]', 'Enter');
  const text = await page.waitForSelector('.invitation').then((pre) => pre.innerText());
  expect(text).toContain(
    `Adresse : ${server.url}\nNom d’utilisateur : zoe\nMot de passe : ${password}`,
  );
  expect(text).toMatch(/^Bonjour Zoé Petit,/);
  expect(await page.evaluate<boolean>(FITS)).toBe(true);
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog .done >> text=Copié');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(text);
  expect(JSON.stringify(await keptOn(page))).not.toContain(password);
  await page.keyboard.press('Escape');
  await page.waitForSelector('dialog', { state: 'detached' });
  expect(await isAsked('zoe', password)).toBe(true);
  await logOutOn(page, 'Se déconnecter');
});

test('an administrator sees all channels and joins public ones, and knows their own session', async () => {
  const owner = await signIn(server, maker);
  const hidden = await makeChannel(server, owner, 'hidden one', { kind: 'private' });
  await makeChannel(server, owner, 'open one', { topic: 'For whoever comes' });
  await say(server, owner, hidden.id, 'Between us');
  await server.delete('/session', owner.token);
  const page = await openPage(browser, server.url);
  await signInOn(page, ADMIN);
  await page.goto(`${server.url}/#/admin/channels`);
  const line = (name: string) => page.locator('.listing tbody tr', { hasText: name });
  await line('hidden one').waitFor();
  const cells = (await line('hidden one').locator('td').allInnerTexts()).map((text) => text.trim());
  expect(cells).toEqual(['Private', '1', expect.stringMatching(/\d\d:\d\d/), '']);
  await page.fill('[name=filter]', 'OPEN');
  await until(async () => (await page.locator('.listing tbody tr').count()) === 1);
  await line('open one').locator('text=Join').click();
  await page.click('[aria-label="Manage open one"]');
  await page.waitForSelector('dialog >> text=@admin');
  await page.keyboard.press('Escape');
  await page.setViewportSize(NARROW.viewport);
  expect(await page.evaluate<boolean>(FITS)).toBe(true);
  await page.goto(`${server.url}/#/admin/sessions`);
  await page.waitForSelector('.lines li:has-text("@admin") >> text=/^this one · .* · browser/');
  await logOutOn(page, 'Log out');
});

test('an administrator sees what takes the space of files, without names that are not theirs to read, and deletes', async () => {
  const owner = await signIn(server, maker);
  const secret = await makeChannel(server, owner, 'drawings', { kind: 'private' });
  const [plan, hidden] = [
    await uploaded(server, owner, 'x'.repeat(3_000), 'plan.txt'),
    await uploaded(server, owner, 'x'.repeat(2_000), 'secret.txt'),
  ];
  const general = await generalOf(server, owner.token);
  await say(server, owner, general, 'the plan', { fileIds: [plan.id] });
  await say(server, owner, secret.id, 'between us', { fileIds: [hidden.id] });
  const page = await openPage(browser, server.url, { locale: 'fr-FR', ...NARROW });
  await signInOn(page, ADMIN);
  await page.goto(`${server.url}/#/admin/files`);
  const largest = page.locator('[aria-labelledby=largest-files] tbody tr');
  await largest.locator('text=plan.txt').waitFor();
  expect(await page.innerText('.page-body')).toMatch(/2 fichiers occupent 5\s+(ko|kB)/);
  await largest.locator('text=Un fichier d’une conversation privée').waitFor();
  expect(await page.innerText('.page-body')).not.toContain('secret.txt');
  await page.locator('tr', { hasText: 'drawings' }).first().waitFor();
  expect(await page.evaluate<boolean>(FITS)).toBe(true);
  expect(await violationsInState(page)).toEqual([]);
  await page.focus('[aria-label="Supprimer plan.txt"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog >> text=Supprimer plan.txt');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.done >> text=plan.txt est supprimé');
  await until(async () => (await largest.count()) === 1);
  expect((await server.get(`/files/${plan.id}`, owner.token)).status).toBe(404);
  await server.delete('/session', owner.token);
  await logOutOn(page, 'Se déconnecter');
});

test('an administrator is told how far the index of the search is, until all is in it', async () => {
  const url = urlOf(server.database);
  const batch = await openLock(url, `select pg_advisory_xact_lock(${INDEX_LOCK})`);
  const setFilled = async (isFilled: boolean) => {
    const state = await openLock(url, `update search_state set is_backfilled = ${isFilled}`);
    await state.release('commit');
  };
  await setFilled(false);
  const page = await openPage(browser, server.url, { locale: 'fr-FR', ...NARROW });
  await signInOn(page, ADMIN);
  await page.goto(`${server.url}/#/admin/sessions`);
  const told = page.locator('text=/^La recherche trouve \\d+ messages? sur \\d+ pour l’instant/');
  await told.waitFor();
  expect(await page.evaluate<boolean>(FITS)).toBe(true);
  expect(await violationsInState(page)).toEqual([]);
  // The server would do it with its next look, which takes as long as the page's.
  await setFilled(true);
  await batch.release();
  await told.waitFor({ state: 'detached' });
  await logOutOn(page, 'Se déconnecter');
});

test.runIf(isLong())(
  'an administrator who sets a password says whether its user must choose another one',
  async () => {
    const page = await openPage(browser, server.url);
    await signInOn(page, ADMIN);
    await chooseOn(page, 'Administration');
    for (const name of ['asked', 'trusted']) {
      await page.click('.toolbar .button');
      await page.fill('dialog [name=username]', name);
      await page.fill('dialog [name=password]', GIVEN);
      if (name === 'trusted') await page.uncheck('[name=mustChange]');
      await page.press('dialog [name=password]', 'Enter');
      await page.waitForSelector('dialog', { state: 'detached' });
    }
    expect(await isAsked('asked', GIVEN)).toBe(true);
    expect(await isAsked('trusted', GIVEN)).toBeUndefined();

    await page.click('[aria-label="Manage trusted"]');
    for (const mustChange of [true, false]) {
      const password = `set once more, ${mustChange}`;
      await page.setChecked('[name=mustChange]', mustChange);
      await page.fill('dialog [name=new]', password);
      await page.press('dialog [name=new]', 'Enter');
      await page.waitForSelector('text=The new password is active from now on.');
      await until(async () => (await page.inputValue('dialog [name=new]')) === '');
      expect(await isAsked('trusted', password)).toBe(mustChange || undefined);
      // A form that is reset is as it was at first.
      expect(await page.isChecked('[name=mustChange]')).toBe(true);
    }
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.keyboard.press('Escape');
    await chooseOn(page, 'Log out');
    await page.waitForSelector('[name=password]');
    await page.context().close();
  },
);

test('who must choose another password does so before the chat, without typing the given one again', async () => {
  const { username, password } = newcomer;
  const page = await openPage(browser, server.url, NARROW);
  await typeSignIn(page, username, password);
  await page.waitForSelector('[name=new]:focus');
  expect(await page.locator('[name=current], .composer, .sidebar').count()).toBe(0);
  expect(JSON.stringify(await keptOn(page))).not.toContain(password);
  expect(await violationsInState(page)).toEqual([]);
  expect(await page.evaluate<boolean>(FITS)).toBe(true);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('password123');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.field:has([name=new]) .fault >> text=Use 10 to 256 characters');
  expect(await page.locator('.composer, dialog').count()).toBe(0);
  await page.fill('[name=new]', 'chosen by myself');
  await page.press('[name=new]', 'Enter');
  await page.waitForSelector('.composer textarea:focus');
  await page.reload();
  await page.waitForSelector('.composer');
  expect(await isAsked(username, 'chosen by myself')).toBeUndefined();
  await page.context().close();
});

test.runIf(isLong())(
  'the question outlives a reload, holds for all windows, and can only be left by logging out',
  async () => {
    const { username, password } = reluctant;
    const page = await openPage(browser, server.url);
    await typeSignIn(page, username, password);
    await page.waitForSelector('[name=new]');
    await page.reload();
    await page.waitForSelector('[name=current]:focus');
    await page.click('text=Log out');
    await typeSignIn(page, username, password);
    await page.waitForSelector('[name=new]');
    const second = await page.context().newPage();
    await second.goto(server.url);
    await second.waitForSelector('[name=current]:focus');
    await second.keyboard.type('not the given one');
    await second.keyboard.press('Tab');
    await second.keyboard.type('chosen by myself');
    await second.keyboard.press('Enter');
    const fault = '.field:has([name=current]) .fault >> text=not your current password';
    await second.waitForSelector(fault);
    await second.fill('[name=current]', password);
    await second.press('[name=current]', 'Enter');
    await second.waitForSelector('.composer');
    await page.waitForSelector('.composer');
    await page.context().close();
  },
);

test('one sees where one stays signed in, and forgets a workstation, also the own', async () => {
  const remembered = { remember: true, device: { ...device('old-desk'), platform: 'win32' } };
  const { token } = await signIn(server, roamer, remembered);
  await server.delete('/session?keepDevice=true', token);
  const page = await openPage(browser, server.url, NARROW);
  await signInOn(page, roamer);
  const open = () => page.evaluate("location.hash = '#/settings/password'");
  const lines = page.locator('.page-body .lines li');

  await page.route('**/device-tokens', (route) => route.abort());
  await open();
  await page.waitForSelector('.page-body .fault >> text=The server is not responding');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.composer');
  await page.unroute('**/device-tokens');
  await open();
  await until(async () => (await lines.count()) === 2);
  expect(await lines.allInnerTexts()).toEqual([
    expect.stringMatching(/^Chrome · Linux\nthis one · browser · since \d.* · last used \d/),
    expect.stringMatching(/^old-desk\nWindows · since \d.* · last used \d/),
  ]);
  expect(await violationsInState(page)).toEqual([]);
  expect(await page.evaluate<boolean>(FITS)).toBe(true);

  await lines.nth(1).locator('button').focus();
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog >> text=Forget old-desk?');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=old-desk is forgotten.');
  await until(async () => (await lines.count()) === 1);
  await page.waitForSelector('h2:focus >> text=Where you stay signed in');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('dialog >> text=You stay signed in here until you leave Workspace.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=Nowhere: each sign-in asks for your password.');
  expect(await keptOn(page)).not.toHaveProperty(['workspace.device-token']);
  await page.context().close();
});

test.runIf(isLong()).each(['after it was spent', 'before the page shows it'])(
  'who signs in again after a copied key was used %s is told, until they dismiss it',
  async (when) => {
    const isSpent = when === 'after it was spent';
    const victim = victims[isSpent ? 0 : 1];
    if (victim === undefined) throw new Error('there is nobody to rob');
    const page = await openPage(browser, server.url, NARROW);
    await signInOn(page, victim);
    await untilLive(page);
    const kept = await keptOn(page);
    const show = () =>
      server.post('/sessions', {
        deviceToken: kept['workspace.device-token'],
        device: { fingerprint: kept['workspace.fingerprint'] },
      });
    await page.evaluate("fetch('/api/v1/session?keepDevice=true', { method: 'DELETE' })");
    await page.waitForSelector('[name=password]');
    if (!isSpent) expect((await show()).status).toBe(201);
    await page.reload();
    if (isSpent) {
      await untilLive(page);
      expect((await show()).status).toBe(401);
    }
    await page.waitForSelector('[name=password]');
    await signInOn(page, victim);
    const told = page.locator('[role=alert] .alarm');
    await told.waitFor();
    expect(await told.innerText()).toMatch(
      /^Somebody used a copied key of your workstation “Chrome · Linux” on \d.*Change your password/,
    );
    expect(await violationsInState(page)).toEqual([]);
    expect(await page.evaluate<boolean>(FITS)).toBe(true);
    await page.reload();
    await told.waitFor();

    await told.locator('text=Change password').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.page-title:focus >> text=Password and sign-in');
    await page.keyboard.press('Tab');
    await page.waitForSelector('[name=current]:focus');
    await page.keyboard.type(victim.password);
    await page.keyboard.press('Tab');
    await page.keyboard.type('another one, by myself');
    await page.keyboard.press('Enter');
    await page.waitForSelector('text=You are logged out everywhere else.');
    await page.waitForSelector('text=Nowhere: each sign-in asks for your password.');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.composer textarea:focus');
    await told.locator('text=Change password').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await told.waitFor({ state: 'detached' });
    await page.waitForSelector('.composer textarea:focus');
    await page.reload();
    await untilLive(page);
    expect(await told.count()).toBe(0);
    await page.context().close();
  },
);

test('what is missing in a form is said in the language of the page, at the field', async () => {
  const page = await openPage(browser, server.url, { locale: 'fr-FR' });
  await page.waitForSelector('[name=username]');
  await page.press('[name=username]', 'Enter');
  await page.waitForSelector('.field .fault >> text=Remplissez ce champ.');
  expect(await page.locator('.field .fault').count()).toBe(2);
  await until(() => page.evaluate<boolean>("document.activeElement?.name === 'username'"));
  await page.keyboard.type('somebody');
  expect(await page.locator('.field .fault').count()).toBe(1);
  await page.context().close();
});
