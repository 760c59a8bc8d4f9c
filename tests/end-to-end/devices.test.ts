import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { addUser, device, type Person, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { type DeviceKey, makeKey, proved } from '../support/device-keys.ts';
import { proveOn } from '../support/device-keys-on-page.ts';
import { chooseOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Whether the page is no wider than its window, nor a dialog than its frame; in the page. */
const FITS = `[document.body, ...document.querySelectorAll('.modal-body, .page-body')]
  .every(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth)`;
const NARROW = { viewport: { width: 400, height: 700 } };

let server: TestServer;
let browser: Browser;
let admin: Person;

beforeAll(async () => {
  ({ browser, server, admin } = await pageForSuite());
});

type User = Awaited<ReturnType<typeof addUser>>;
const newUser = (name: string) => addUser(server, admin.token, name);
const signInBy = async (key: DeviceKey, user: User, desk: string, api = server) =>
  signIn(api, user, { device: await proved(api, desk, key) });

/** What the screen is called, once there is one with this in its name. */
const titled = (page: Page, words: string) => page.waitForSelector(`h1 >> text=${words}`);

async function fill(page: Page, { username, password }: User): Promise<void> {
  await page.fill('[name=username]', username);
  await page.fill('[name=password]', password);
  await page.press('[name=password]', 'Enter');
}

/** Leaves the seat as the desktop client does when it quits, and waits for the page to notice. */
async function leave(page: Page): Promise<void> {
  await untilLive(page);
  await page.evaluate("fetch('/api/v1/session?keepDevice=true', { method: 'DELETE' })");
  await page.waitForSelector('[name=password]');
}

async function look(page: Page): Promise<void> {
  expect(await violationsInState(page)).toEqual([]);
  expect(await page.evaluate<boolean>(FITS)).toBe(true);
}

test('a workstation with another key waits, by device token too, until an administrator approves the key', async () => {
  const strict = await startServer({ DEVICE_ENROLMENT: 'approve' });
  const boss = await signIn(strict, ADMIN);
  const [first, careful] = [
    await addUser(strict, boss.token, 'first'),
    await addUser(strict, boss.token, 'careful'),
  ];
  const { token } = await signInBy(makeKey(), first, 'reception', strict);
  await strict.delete('/session', token);
  await strict.delete('/session', boss.token);
  const office = await openPage(browser, strict.url);
  await signInOn(office, ADMIN);
  await untilLive(office);

  let key: DeviceKey | undefined;
  const page = await openPage(browser, strict.url, NARROW);
  await proveOn(page, strict, 'reception', () => key);
  await signInOn(page, careful);
  await leave(page);
  key = makeKey();
  await page.reload();
  await titled(page, 'This workstation has to be approved');
  await look(page);
  await page.waitForSelector('button:focus >> text=Try again');
  await page.keyboard.press('Enter');
  await page.waitForSelector('text=The key has not been approved yet.');
  await page.click('text=Back');
  await page.waitForSelector('.told >> text=This workstation has another key than before');
  await fill(page, careful);
  await titled(page, 'This workstation has to be approved');

  const told = office.locator('[role=alert] .alarm');
  await until(async () => (await told.count()) === 1);
  expect(await told.innerText()).toMatch(
    /^careful has tried to sign in with a new key on the workstation “reception” on \d.* An administrator has to approve the key\./,
  );
  await told.locator('text=Workstations').click();
  await office.waitForSelector(
    '.page-list [aria-current=page] >> text=1 is waiting for your approval',
    {
      state: 'attached',
    },
  );
  const line = office.locator('.page-body .lines li');
  await until(async () => (await line.count()) === 1);
  expect(await line.allInnerTexts()).toEqual([
    expect.stringContaining('A key is waiting for approval'),
  ]);
  await line.locator('button').focus();
  await office.keyboard.press('Enter');
  const keys = office.locator('dialog .lines li');
  await until(async () => (await keys.count()) === 2);
  await look(office);
  await keys.nth(1).locator('button.primary').focus();
  await office.keyboard.press('Enter');
  await office.waitForSelector('.done:focus >> text=The key of careful is approved.');
  expect(await office.locator('dialog, .page-list .badge').count()).toBe(0);

  await page.click('button >> text=Try again');
  await page.waitForSelector('.composer');
  await untilLive(page);
  await until(async () => (await page.locator('.alarm').count()) === 1);
  expect(await page.locator('.alarm').innerText()).toContain('This workstation has a new key');
  await page.context().close();
  await office.context().close();
  await strict.stop();
});

describe('a seat that another key of the workstation has', () => {
  test.runIf(isLong())("is said to be so, whether it is one's own or somebody else's", async () => {
    const [owner, stranger] = [await newUser('owner'), await newUser('stranger')];
    await signInBy(makeKey(), owner, 'twin');
    const clone = makeKey();
    const page = await openPage(browser, server.url, NARROW);
    await proveOn(page, server, 'twin', () => clone);
    await fill(page, stranger);
    await titled(page, 'Somebody else is connected on this workstation');
    await page.waitForSelector('text=Their session was opened with another key');
    await look(page);
    await page.click('text=Cancel');
    await fill(page, owner);
    await titled(page, 'You are signed in somewhere else');
    await page.waitForSelector('text=Your session was opened with another key');
    await look(page);
    await page.click('text=Disconnect it and continue here');
    await page.waitForSelector('.composer');
    await leave(page);
    await signInBy(makeKey(), owner, 'twin');
    await page.reload();
    await page.waitForSelector('.told >> text=connected now by another key of this workstation');
    await page.context().close();
  });
});

test.runIf(isLong())(
  'another key is told to who signs in with it, once, and to who uses the workstation',
  async () => {
    const [user, colleague] = [await newUser('reinstalled'), await newUser('colleague')];
    const first = makeKey();
    await server.delete('/session', (await signInBy(first, colleague, 'shared')).token);
    const elsewhere = await openPage(browser, server.url, NARROW);
    await signInOn(elsewhere, colleague);
    await untilLive(elsewhere);

    let key = first;
    const page = await openPage(browser, server.url);
    await proveOn(page, server, 'shared', () => key);
    await signInOn(page, user);
    await leave(page);
    key = makeKey();
    // The events since the last snapshot are read, as after a copied device token: that of this key too.
    await page.evaluate(`localStorage.removeItem('workspace.device-token');
    localStorage.setItem('workspace.look-back', 'true')`);
    await page.reload();
    await signInOn(page, user);
    await untilLive(page);
    const own = page.locator('.alarm');
    expect(await own.allInnerTexts()).toEqual([
      expect.stringContaining('This workstation has a new key: it was reinstalled'),
    ]);
    await look(page);
    await page.reload();
    await untilLive(page);
    await own.locator('[aria-label=Dismiss]').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.composer textarea:focus');
    await page.reload();
    await untilLive(page);
    expect(await own.count()).toBe(0);
    await page.context().close();

    const told = elsewhere.locator('.alarm');
    expect(await told.innerText()).toMatch(
      /^reinstalled has signed in with a new key on the workstation “shared” on \d.* another machine has the same fingerprint\.$/,
    );
    expect(await told.locator('text=Workstations').count()).toBe(0);
    await look(elsewhere);
    await elsewhere.context().close();
  },
);

describe('the administration of workstations', () => {
  let page: Page;
  let clerk: User;
  let cashier: User;
  const till = makeKey();
  const line = (words: string) => page.locator('.page-body .lines li', { hasText: words });
  const names = () => page.locator('.page-body .lines .title').allInnerTexts();
  const press = async (selector: string) => {
    await page.focus(selector);
    await page.keyboard.press('Enter');
  };
  const manage = (name: string) => press(`[aria-label="Manage ${name}"]`);
  async function find(words: string, name: string): Promise<void> {
    await page.fill('[name=filter]', words);
    await until(async () => (await names()).join() === name);
  }
  /** Chooses what the dialog of the workstation offers, says yes to its question, and waits for what is said of it. */
  async function agree(action: string, done: string): Promise<void> {
    await press(`dialog .part.actions button >> text=/^${action}$/`);
    await page.waitForSelector('dialog dialog .actions .button:focus');
    // What takes something away has the focus on the button that does nothing.
    if (action !== 'Unblock') await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog dialog', { state: 'detached' });
    await page.waitForSelector(`.done >> text=${done}`);
  }

  beforeAll(async () => {
    [clerk, cashier] = [await newUser('clerk'), await newUser('cashier')];
    await signIn(server, clerk, { device: { ...device('counter'), platform: 'browser' } });
    await signInBy(till, cashier, 'till');
  });

  test('finds them, the last answer wins, and there are more', async () => {
    page = await openPage(browser, server.url, { ...NARROW, reducedMotion: 'reduce' });
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    await page.route('**/api/v1/devices?**', async (route) => {
      const url = route.request().url();
      if (url.includes('search=count')) await held;
      await route.continue({ url: url.replace('limit=100', 'limit=2') });
    });
    await signInOn(page, ADMIN);
    await page.click('.menu');
    await chooseOn(page, 'Administration');
    await page.click('.page-list >> text=Workstations');
    await until(async () => (await names()).length === 2);
    await press('text=Show more');
    await until(async () => (await names()).length > 3);
    expect(await page.locator('text=Show more').count()).toBe(0);
    await page.waitForSelector('.page-body .lines li:nth-child(3) button:focus');
    expect(await line('till').innerText()).toMatch(
      /^till\nproved by a key · last used \d.*\nused by cashier · cashier is connected$/,
    );
    expect(await line('counter').innerText()).toMatch(
      /^counter\nbrowser · not proved \(browser or script\) · last used \d.*\nused by clerk · /,
    );
    await look(page);

    const early = page.waitForRequest(/search=count/);
    const late = page.waitForResponse(/search=count/);
    await page.fill('[name=filter]', 'count');
    await early;
    await page.fill('[name=filter]', 'till');
    await until(async () => (await names()).join() === 'till');
    letGo();
    await (await late).finished();
    await page.fill('[name=filter]', 'cashier');
    expect(await names()).toEqual(['till']);
    await page.fill('[name=filter]', 'nothing is called so');
    await page.waitForSelector('text=No results');
    await page.fill('[name=filter]', '');
    await page.selectOption('.page-body select', 'connected');
    const isConnectedOnly = `[...document.querySelectorAll('.page-body .lines li')]
      .every(({ innerText }) => innerText.includes('is connected'))`;
    await until(async () => (await names()).length > 0 && page.evaluate<boolean>(isConnectedOnly));
  });

  test('gives one a name, and its own again', async () => {
    await page.selectOption('.page-body select', 'all');
    await find('till', 'till');
    await manage('till');
    await page.fill('dialog [name=name]', ' Front desk ');
    await page.keyboard.press('Enter');
    // It is no longer what was searched for.
    await page.waitForSelector('.done:focus >> text=till is called Front desk now.');
    expect(await page.locator('dialog').count()).toBe(0);
    await find('desk', 'Front desk');
    await manage('Front desk');
    expect(await page.inputValue('dialog [name=name]')).toBe('Front desk');
    await page.fill('dialog [name=name]', '');
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog .done >> text=Front desk takes the name that it');
    await page.keyboard.press('Escape');
    await page.waitForSelector('[aria-label="Manage Front desk"]:focus');
    await signInBy(till, cashier, 'till');
    await find('cashier', 'till');
  });

  test('blocks one, which says so to who signs in there, and unblocks it', async () => {
    const { token } = await signInBy(till, cashier, 'till');
    await manage('till');
    await look(page);
    await agree('Block', 'till is blocked.');
    expect((await server.get('/session', token)).body.reason).toBe('revoked');
    await page.waitForSelector('dialog .part.actions button:focus >> text=Unblock');
    const there = await openPage(browser, server.url);
    await proveOn(there, server, 'till', () => till);
    await fill(there, cashier);
    await there.waitForSelector(
      'text=An administrator has blocked this workstation. Ask them why.',
    );
    await there.context().close();
    await agree('Unblock', 'till is unblocked.');
    await server.delete('/session', (await signInBy(till, cashier, 'till')).token);
  });

  test('is read again when there is another key, which is blocked or forgotten by itself', async () => {
    const clone = makeKey();
    await signInBy(till, cashier, 'till');
    await page.waitForSelector('dialog >> text=cashier is connected');
    const keys = page.locator('dialog .lines li');
    await expect(signInBy(clone, cashier, 'till')).rejects.toThrow('account-in-use');
    await until(async () => (await keys.count()) === 2);
    const cloned = { device: await proved(server, 'till', clone), takeover: true };
    const { token } = await signIn(server, cashier, cloned);
    await look(page);
    const blockOf = keys.nth(1).locator('text=Block');
    await blockOf.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog dialog .button:focus >> text=Cancel');
    await page.keyboard.press('Tab');
    await page.waitForSelector('dialog dialog .danger:focus');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.done >> text=The key of cashier is blocked.');
    expect((await server.get('/session', token)).body.reason).toBe('revoked');
    await page.waitForSelector('h3:focus >> text=Keys');
    await keys.nth(1).locator('text=Forget').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog dialog .button:focus >> text=Cancel');
    await page.keyboard.press('Tab');
    await page.waitForSelector('dialog dialog .danger:focus');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.done >> text=The key of cashier is forgotten.');
    await until(async () => (await keys.count()) === 1);
    await signInBy(till, cashier, 'till');
  });

  test('frees one, which is then as if nobody had signed in there', async () => {
    await agree('Free', 'till is forgotten.');
    await page.waitForSelector('.done:focus >> text=till is forgotten.');
    await page.waitForSelector('text=No results');
    const { token } = await signInBy(makeKey(), cashier, 'till');
    const { devices } = (await server.get('/devices?search=till', admin.token)).body;
    expect(devices).toMatchObject([{ name: 'till', keys: [{ state: 'enrolled' }] }]);
    await server.delete('/session', token);
    await page.context().close();
  });
});
