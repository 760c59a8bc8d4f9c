import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { crashDumpsIn } from '../../desktop/main/support/crash-dumps.ts';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { addUser, generalOf, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { pressComposing } from '../support/keyboard.ts';
import { bodiesOn, buildPage, chooseOn, say, signInOn, untilLive } from '../support/page.ts';
import { newApiToken, postAll } from '../support/posting.ts';
import { startWire, type Wire } from '../support/proxy.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let server: TestServer;
let wire: Wire;
let admin: string;
let alice: Awaited<ReturnType<typeof addUser>>;
let workplace: Workplace;
let desktop: Desktop;
let page: Page;

// Each test begins where the one before it has ended.
describe.skipIf(electron.binary === undefined)(`support, on ${electron.name}`, () => {
  beforeAll(async () => {
    buildPage();
    database = await newDatabase();
    server = await startServer({}, database);
    const first = await signIn(server, ADMIN);
    // Without a seat, so that it needs no heartbeat.
    admin = await newApiToken(server, first.token);
    alice = await addUser(server, admin, 'alice');
    wire = await startWire(server.url);
    workplace = await createWorkplace(wire.url);
    desktop = await workplace.launch({ locale: 'fr-FR' });
    page = await desktop.page();
  });
  afterAll(async () => {
    await workplace.clear();
    await wire.close();
    await server.stop();
    await database.remove();
  });

  const pressMenu = (label: string) =>
    desktop.evaluate((_, name) => void setTimeout(() => recorder.pressMenu(name)), label);
  const box = () => until(async () => (await desktop.recorded()).box);
  const pressBox = (button: number) => desktop.evaluate((_, at) => recorder.pressBox(at), button);
  const connections = (state: string) => log().split(` connection: ${state}\n`).length - 1;
  const log = () => readFileSync(path.join(workplace.folder, 'logs/client.log'), 'utf8');

  test('the log tells of start, server, connection and failed requests, and of no secret', async () => {
    await page.fill('[name=username]', alice.username);
    await page.fill('[name=password]', 'wrong passphrase');
    await Promise.all([page.waitForResponse(/\/sessions$/), page.click('button[type=submit]')]);
    await signInOn(page, alice);
    await untilLive(page);
    await say(page, 'A secret between us');
    await until(async () => (await bodiesOn(page)).includes('A secret between us'));
    wire.redirect(server.url);
    await until(() => log().includes(' broke off, '));
    await untilLive(page);
    await server.stop();
    await until(() => / error request: .* ERR_/.test(log()));
    server = await startServer({ PORT: new URL(server.url).port }, database);
    await untilLive(page);
    for (const line of [
      /info start: Workspace [\d.]+, Electron [\d.]+, Chromium [\d.]+, Linux /,
      `info server: ${wire.url}\n`,
      'info connection: signed-out\n',
      `info request: POST ${wire.url}/api/v1/sessions 401\n`,
      'info connection: live\n',
      /error answer: GET \/api\/v1\/events broke off, .*net::ERR_\w+\n/,
      /error request: \w+ http\S+\/api\/v1\/\S+ ERR_\w+\n/,
    ]) {
      expect(log()).toMatch(line);
    }
    expect(log()).not.toMatch(/secret|passphrase|ws[a-z]_|Bearer|alice|workspace_|\?/);
    expect(log()).not.toContain(alice.password);
  });

  test('diagnostics are in the help menu and the settings, and can be copied as plain text', async () => {
    await pressMenu('Diagnostic');
    const { detail, buttons } = await box();
    expect(buttons).toEqual(['Tout copier', 'Ouvrir le dossier du journal', 'Fermer']);
    await pressBox(0);
    const copied = await until(() => desktop.evaluate(({ clipboard }) => clipboard.readText()));
    for (const text of [detail, copied]) {
      expect(text).toMatch(/^Workspace [\d.]+\nElectron [\d.]+\nChromium [\d.]+\nLinux /);
      expect(text).toMatch(new RegExp(`\nServeur\\s: ${wire.url}, [\\d.]+\n`));
      expect(text).toMatch(/\nSecrets gardés par le système\s: oui\n/);
      expect(text).toContain(`${workplace.folder}/logs\n`);
      expect(text).toMatch(/\n[\d-]+ [\d:]+Z error request: \w+ http\S+ ERR_/);
    }
    const changes = (text: string) => text.match(/ info connection: /g)?.length ?? 0;
    expect(changes(detail)).toBe(5);
    expect(copied).toContain(` info server: ${wire.url}\n`);

    await chooseOn(page, 'Réglages');
    await page.click('.page-list >> text=Ce poste');
    await page.click('text=Diagnostic');
    await box();
    await pressBox(1);
    await until(async () => (await desktop.recorded()).opened.includes(`${workplace.folder}/logs`));
    await page.keyboard.press('Escape');

    await pressMenu('À propos de Workspace');
    const about = await box();
    expect(about.message).toMatch(/^Workspace [\d.]+$/);
    expect(about.detail).toContain('licence MIT');
    await pressBox(0);
  });

  test('words are found in the messages, whatever their case and accents, and each hit is brought into sight', async () => {
    const status = (text: string) => page.waitForSelector(`.find [role=status] >> text="${text}"`);
    const isInSight = () =>
      page.evaluate<boolean>(`(() => {
        const [hit] = CSS.highlights.get('found-here');
        const { top, bottom } = hit.getBoundingClientRect();
        const list = document.querySelector('.timeline').getBoundingClientRect();
        return top > list.top && bottom < list.bottom;
      })()`);
    const general = await generalOf(server, admin);
    const lines = Array.from({ length: 40 }, (_, line) => `Ligne ${line}`);
    const bodies = ['Un café **très** noir', ...lines, 'CAFE TRES', 'tres\n\nfort'];
    await postAll(server, admin, general, bodies, 1);
    await page.waitForSelector('.row:has-text("fort")');
    await until(() =>
      page.evaluate<boolean>(`(({ scrollTop, clientHeight, scrollHeight }) =>
        scrollHeight - scrollTop - clientHeight < 2)(document.querySelector('.timeline'))`),
    );

    // The driver's keys do not reach the menu bar.
    await pressMenu('Chercher dans la page…');
    await page.waitForSelector('.find input:focus');
    await page.keyboard.type('cafe tres');
    await status('2 sur 2');
    await pressMenu('Résultat suivant');
    await status('1 sur 2');
    expect(await isInSight()).toBe(true);
    await page.keyboard.press('Shift+Enter');
    await status('2 sur 2');
    expect(await isInSight()).toBe(true);
    await postAll(server, admin, general, ['Café très tard'], 1);
    await status('2 sur 3');
    for (const key of ['Enter', 'Escape']) await pressComposing(page, key);
    expect(await page.innerText('.find [role=status]')).toBe('2 sur 3');
    await page.fill('.find input', 'très fort');
    await status('Aucun résultat');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.composer textarea:focus');
    expect(await page.locator('.find').count()).toBe(0);
    expect(await page.evaluate('CSS.highlights.size')).toBe(0);
  });

  test('Control F searches in all that was said, as in a browser', async () => {
    await page.keyboard.press('Control+f');
    await page.waitForSelector('.pane input[role=combobox]:focus');
    await page.keyboard.type('cafe noir');
    // Some messages have one of the words, and one has both.
    await page.waitForSelector('.pane > [role=status] >> text=1 message trouvé', {
      state: 'attached',
    });
    await page.keyboard.press('Enter');
    await page.waitForSelector('.row:focus >> text=Un café');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.pane input[role=combobox]:focus');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.composer textarea:focus');
  });

  const zoomLevel = () =>
    desktop.evaluate(
      ({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.zoomLevel,
    );

  test('the page can be made larger and smaller within bounds, and can be used at twice its size', async () => {
    const press = async (label: string, times: number) => {
      for (let time = 0; time < times; time += 1) {
        await desktop.evaluate((_, name) => recorder.pressMenu(name), label);
      }
    };
    await press('Réduire', 12);
    expect(await zoomLevel()).toBe(-4);
    await press('Agrandir', 30);
    expect(await zoomLevel()).toBe(6);
    await press('Réduire', 4);
    expect(await zoomLevel()).toBe(4);
    await say(page, 'In large letters');
    await until(async () => (await bodiesOn(page)).includes('In large letters'));
  });

  test('printing that fails is told, and printing that is cancelled is not', async () => {
    await desktop.evaluate(({ BrowserWindow }) => {
      const page = BrowserWindow.getAllWindows()[0]?.webContents;
      const reasons = ['Print job canceled', 'Failed to enumerate printers'];
      if (page) page.print = (_options, onEnd) => onEnd?.(false, reasons.shift() ?? '');
    });
    await pressMenu('Imprimer…');
    await pressMenu('Imprimer…');
    expect((await box()).message).toBe('L’impression a échoué');
    await pressBox(0);
    expect(log().match(/ error print: .*/g)).toEqual([
      ' error print: Failed to enumerate printers',
    ]);
  });

  const tell = (name: 'unresponsive' | 'responsive') =>
    desktop.evaluate(({ BrowserWindow }, event) => {
      BrowserWindow.getAllWindows()[0]?.emit(event);
    }, name);

  /** Under a debugger, which drives the page here, Chromium does not tell of a page that hangs. */
  async function hang(ms: number): Promise<void> {
    await page.evaluate(`void setTimeout(() => {
      const end = Date.now() + ${ms};
      while (Date.now() < end);
    })`);
    await tell('unresponsive');
  }

  test('a page that hangs is offered to be started again, unless it responds after all', async () => {
    await hang(100);
    await box();
    await tell('responsive');
    await until(async () => (await desktop.recorded()).box === undefined);
    expect(log()).toMatch(/error page: hangs\n.* info page: responds\n/);
  });

  test('a page that hangs and is started again goes on with its session', async () => {
    await hang(600_000);
    const { message, buttons } = await box();
    expect(message).toBe('La fenêtre ne répond plus');
    expect(buttons).toEqual(['Relancer la fenêtre', 'Attendre']);
    const starts = connections('live');
    await pressBox(0);
    await until(() => connections('live') > starts);
    expect(log()).toMatch(/info page: restarted by the user\n/);
  });

  test('a page that crashes leaves a dump on this machine, and a line in the log', async () => {
    const folder = await desktop.evaluate(({ app }) => app.getPath('crashDumps'));
    expect(folder.startsWith(workplace.folder)).toBe(true);
    await desktop.evaluate(({ BrowserWindow }) => {
      process.kill(BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0, 'SIGSEGV');
    });
    await until(() => crashDumpsIn(folder).length > 0);
    await until(() => /error page: gone, crashed \d+\n/.test(log()));
    await pressMenu('Diagnostic');
    expect((await box()).detail).toMatch(new RegExp(`seulement\\s: [1-9], ${folder}\n`));
    await pressBox(2);
  });

  test('the log tells of the end', async () => {
    await desktop.close();
    // The goodbye that comes second may still be answered.
    expect(log()).toMatch(/info end: 0\n([^\n]* info request: DELETE [^\n]*\n)?$/);
    // What the page had open when it was ended is no fault of the network.
    expect(log().match(/ broke off, /g)).toHaveLength(1);
  });

  test.runIf(isLong())('the size of the page outlives the program', async () => {
    desktop = await workplace.launch();
    await desktop.page();
    expect(await zoomLevel()).toBe(4);
  });
});
