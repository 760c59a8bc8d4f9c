import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ServerCheck } from '../../desktop/bridge.ts';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { addUser, generalOf, isConnected, signIn } from '../support/api.ts';
import { type Authority, createAuthority, type Issued } from '../support/authority.ts';

import { type Gateway, startGateway } from '../support/company-gateway.ts';
import { type CompanyProxy, startCompanyProxy } from '../support/company-proxy.ts';
import { buildPage, chooseOn, say, signInOn, untilLive } from '../support/page.ts';

import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

/** Debian's; a test puts another in its place, for the client alone. */
const SYSTEM_BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const MAY_MOUNT = process.getuid?.() === 0 && existsSync(SYSTEM_BUNDLE);
const HAS_CERTUTIL = ['/usr/bin/certutil', '/usr/bin/pk12util'].every(existsSync);

let server: TestServer;
let ours: Authority;
let theirs: Authority;
let good: Issued;
let ann: Awaited<ReturnType<typeof addUser>>;
/** Of the administrator's. */
let token: string;
const stops: (() => void)[] = [];

async function gateway(demands: Partial<Parameters<typeof startGateway>[1]> = {}) {
  const started = await startGateway(server.url, { certificate: good, ...demands });
  stops.push(started.stop);
  return started;
}

describe.skipIf(electron.binary === undefined)(`the built client on ${electron.name}`, () => {
  let workplace: Workplace;
  let desktop: Desktop;
  let page: Page;

  beforeAll(async () => {
    buildPage();
    server = await startServer({ TRUSTED_PROXIES: '127.0.0.1' });
    const admin = await signIn(server, ADMIN);
    token = await newApiToken(server, admin.token);
    ann = await addUser(server, admin.token, 'ann');
    ours = createAuthority('The organisation');
    theirs = createAuthority('Somebody else');
    good = ours.issue({ subject: 'localhost' });
  });
  afterAll(async () => {
    for (const stop of stops) stop();
    ours.remove();
    theirs.remove();
    await server.stop();
  });

  async function arrive(url: string, args: string[] = [], caFile?: string): Promise<void> {
    workplace = await createWorkplace(url);
    if (caFile !== undefined) trust(caFile);
    desktop = await workplace.launch({ args });
    page = await desktop.page();
  }
  /** Puts the authority beside `connection.json`, and its name in there. */
  function trust(name: string): void {
    const folder = path.join(workplace.session.folder, 'app/desktop');
    const file = path.join(folder, 'connection.json');
    writeFileSync(path.join(folder, name), ours.pem);
    const presets = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...presets, caFile: name }));
  }
  /** Leaves the seat to the next. */
  async function leave(): Promise<void> {
    await desktop.close();
    await workplace.clear();
  }
  const isHere = () => isConnected(server, token, ann.id);
  async function newest(): Promise<string> {
    const general = await generalOf(server, token);
    const { body } = await server.get(`/channels/${general}/messages?limit=1`, token);
    return body.messages[0]?.body;
  }
  const check = (url: string) =>
    page.evaluate<ServerCheck>(`window.workspace.setServer(${JSON.stringify(url)})`);
  /** Never trusted; a connection that broke off before its reason came is tried again. */
  const isRefused = (url: string, reason: RegExp) =>
    until(async () => {
      const answer = await check(url);
      if (answer.ok) throw new Error(`${url} is trusted`);
      return reason.test(answer.reason);
    });
  const alert = () => page.locator('main [role=alert]').first().innerText();

  describe('where the server has a certificate of the organisation’s', () => {
    let front: Gateway;
    beforeAll(async () => {
      front = await gateway();
      await arrive(front.url);
    });
    afterAll(leave);

    test('says that it is not recognised, what to do, and what was tried', async () => {
      await until(async () => (await alert()).includes('does not recognise'));
      expect(await page.locator('h1').innerText()).toBe('Workspace cannot reach the server.');
      await page.click('.tried summary');
      const facts = await page.locator('.tried .facts').innerText();
      for (const fact of [front.url, 'no proxy', 'ERR_CERT_AUTHORITY_INVALID', ours.name])
        expect(facts).toContain(fact);
      await page.click('.tried button');
      const copied = await desktop.evaluate(({ clipboard }) => clipboard.readText());
      expect(copied).toContain(`address: ${front.url}`);
      expect(copied).toContain('error: ERR_CERT_AUTHORITY_INVALID');
      expect(await check(front.url)).toMatchObject({ ok: false, reason: 'untrusted-certificate' });
      await desktop.close();
    });

    test('trusts the authority that the administrator names, and signs in', async () => {
      trust('authority.pem');
      desktop = await workplace.launch();
      page = await desktop.page();
      await page.waitForSelector('[name=password]');
      await signInOn(page, ann);
      await untilLive(page);
      await say(page, 'Over our own certificate');
    });

    test('trusts it for no other name, time, purpose or certificate', async () => {
      const wrong = await Promise.all([
        gateway({ certificate: ours.issue({ subject: 'x', names: 'DNS:chat.example' }) }),
        gateway({ certificate: ours.issue({ subject: 'localhost', from: -9, to: -1 }) }),
        gateway({ certificate: ours.issue({ subject: 'localhost', use: 'clientAuth' }) }),
        gateway({ certificate: theirs.issue({ subject: 'localhost', names: 'IP:127.0.0.1' }) }),
        gateway({ first: theirs.issue({ subject: 'localhost' }) }),
      ]);
      // Which of the reasons it is cannot be told while another port of the host is called.
      for (const { url } of wrong) await isRefused(url, /certificate/);
    });

    test.runIf(isLong())(
      'says so where the certificate changes to one that it does not know',
      async () => {
        front.show(theirs.issue({ subject: 'localhost' }));
        await page.waitForSelector('.banner.connection:has-text("has changed")');
        const banner = await page.locator('.banner.connection').innerText();
        expect(banner).toContain(`by “${ours.name}”, and now by “${theirs.name}”`);
        front.show(ours.issue({ subject: 'localhost' }));
        await page.evaluate(`void window.dispatchEvent(new Event('online'))`);
        await untilLive(page);
      },
    );
  });

  test.skipIf(!MAY_MOUNT || !isLong())('trusts what the system’s store trusts', async () => {
    const front = await gateway();
    workplace = await createWorkplace(front.url, { [SYSTEM_BUNDLE]: ours.file });
    desktop = await workplace.launch();
    page = await desktop.page();
    await page.waitForSelector('[name=remember]');
    expect(await check(front.url)).toEqual({ ok: true, url: front.url });
    await leave();
  });

  describe('where the server wants more than an account', () => {
    afterAll(() => workplace.clear());

    test.runIf(isLong())(
      'asks for the password of what stands in front, and goes on behind it',
      async () => {
        const front = await gateway({ password: 'for the gate' });
        await arrive(front.url, [], 'authority.pem');
        await page.waitForSelector('[name=gate-username]');
        expect(await alert()).toContain('not those of your Workspace account');
        await give('wrong');
        await page.waitForSelector('text=This name or password was refused.');
        await give('for the gate');
        await page.waitForSelector('[name=remember]');
        await signInOn(page, ann);
        await untilLive(page);
        await say(page, 'Behind the gate');
        await until(async () => (await newest()) === 'Behind the gate');
        // Over the chat, where that is open.
        front.ask('for the new gate');
        const refused = page.locator('dialog >> text=This name or password was refused.');
        // By the next request, whichever that is.
        await until(async () => {
          await page.evaluate(`void window.dispatchEvent(new Event('online'))`);
          return (await refused.count()) > 0;
        });
        await give('for the new gate');
        await untilLive(page);
        await page.waitForSelector('dialog', { state: 'detached' });
        await desktop.close();
        expect(await isHere()).toBe(false);
        const kept = readFileSync(path.join(workplace.folder, 'settings.json'), 'utf8');
        expect(kept).not.toContain('for the gate');
      },
    );

    test.runIf(HAS_CERTUTIL && isLong())(
      'shows the certificate that the user chooses',
      async () => {
        const front = await gateway({ clientsOf: ours.pem });
        desktop = await workplace.launch();
        page = await desktop.page();
        await isRefused(front.url, /^client-certificate-wanted$/);
        await desktop.close();
        for (const subject of ['Ann', 'Bob'])
          install(ours.issue({ subject, use: 'clientAuth' }).file);
        desktop = await workplace.launch();
        page = await desktop.page();
        await desktop.evaluate(({ dialog }) => {
          dialog.showMessageBox = async (options: unknown) => {
            const buttons: string[] = Reflect.get(Object(options), 'buttons');
            // Not the first; after the last is "none".
            const response = buttons.length - 2;
            Reflect.set(globalThis, 'chosen', buttons[response]);
            return { response, checkboxChecked: false };
          };
        });
        expect(await check(front.url)).toEqual({ ok: true, url: front.url });
        await page.reload();
        await page.waitForSelector('[name=password]');
        await signInOn(page, ann);
        await untilLive(page);
        const chosen = await desktop.evaluate(() => Reflect.get(globalThis, 'chosen'));
        expect(chosen).toMatch(/^(Ann|Bob) \(The organisation, \d/);
        expect([...front.shownBy]).toEqual([chosen.split(' ')[0]]);
        await desktop.close();
      },
    );

    async function give(password: string): Promise<void> {
      await page.fill('[name=gate-username]', 'ann');
      await page.fill('[name=gate-password]', password);
      await page.click('button:has-text("Continue")');
    }
    function install(file: string): void {
      const { folder, user } = workplace.session;
      const store = path.join(folder, '.pki/nssdb');
      const run = (program: string, ...args: string[]) =>
        execFileSync(program, ['-d', `sql:${store}`, ...args]);
      if (!existsSync(store)) {
        mkdirSync(store, { recursive: true });
        run('certutil', '-N', '--empty-password');
      }
      run('pk12util', '-i', file, '-W', '', '-K', '');
      if (user !== undefined)
        execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, path.join(folder, '.pki')]);
    }
  });

  describe('where the system names a proxy by a script', () => {
    let proxy: CompanyProxy;
    let front: Gateway;
    beforeAll(async () => {
      front = await gateway({
        certificate: ours.issue({ subject: 'chat.test', names: 'DNS:chat.test' }),
      });
      proxy = await startCompanyProxy({ 'chat.test': front.port }, 'for the proxy');
      stops.push(proxy.stop);
      await arrive(
        `https://chat.test:${front.port}`,
        [`--proxy-pac-url=${proxy.script}`],
        'authority.pem',
      );
    });
    afterAll(leave);

    test('asks for its password, and chats through it', async () => {
      await page.waitForSelector('[name=gate-username]');
      expect(await alert()).toContain('proxy of this network');
      await page.fill('[name=gate-username]', 'ann');
      await page.fill('[name=gate-password]', 'for the proxy');
      await page.click('button:has-text("Continue")');
      await page.waitForSelector('[name=remember]');
      await signInOn(page, ann);
      await untilLive(page);
    });

    test('checks spelling in French and English by its own dictionaries', async () => {
      expect(await misspelledIn('bonjour')).toBe('');
      expect(await misspelledIn('hello')).toBe('');
      expect(await misspelledIn('bonjuor')).toBe('bonjuor');
      expect(await page.evaluate(`window.workspace.missingDictionaries()`)).toEqual([]);
    });

    test('asks for nothing at any other host', async () => {
      await say(page, 'Un mesage avec des fotes d’ortographe, and some misteaks');
      await page.waitForSelector('.row .markdown:has-text("misteaks")');
      await chooseOn(page, 'Log out');
      await page.waitForSelector('[name=password]');
      expect([...new Set(proxy.asked)]).toEqual(['chat.test']);
    });

    test.runIf(isLong())(
      'says in which languages it has no dictionary, and looks for none outside',
      async () => {
        await desktop.close();
        for (const folder of ['app/desktop/packaging/dictionaries', 'data/Dictionaries'])
          rmSync(path.join(workplace.session.folder, folder), { recursive: true });
        proxy.asked.length = 0;
        desktop = await workplace.launch({ args: [`--proxy-pac-url=${proxy.script}`] });
        page = await desktop.page();
        const missing = () => page.evaluate<string[]>('window.workspace.missingDictionaries()');
        await until(async () => (await missing()).length === 2);
        expect((await missing()).sort()).toEqual(['en-US', 'fr']);
        await page.waitForSelector('[name=gate-username]');
        expect([...new Set(proxy.asked)]).toEqual(['chat.test']);
      },
    );

    /** What the context menu takes for misspelled, of a single word. */
    async function misspelledIn(word: string): Promise<string> {
      await page.fill('.composer textarea', `${word} `);
      await desktop.evaluate(({ BrowserWindow }) => {
        const [window] = BrowserWindow.getAllWindows();
        window?.webContents.once('context-menu', (_event, { misspelledWord }) =>
          Reflect.set(globalThis, 'misspelled', misspelledWord),
        );
      });
      await page.click('.composer textarea', { button: 'right', position: { x: 20, y: 20 } });
      const found = await until(() =>
        desktop.evaluate(() => {
          const misspelled: string | undefined = Reflect.get(globalThis, 'misspelled');
          Reflect.deleteProperty(globalThis, 'misspelled');
          return misspelled === undefined ? undefined : { misspelled };
        }),
      );
      await page.keyboard.press('Escape');
      return found.misspelled;
    }
  });
});
