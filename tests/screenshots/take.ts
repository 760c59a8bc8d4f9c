import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchChromium } from '../support/chromium.ts';
import type { TestDatabase } from '../support/database.ts';
import { chooseOn, openPage, signInOn } from '../support/page.ts';
import { startServer } from '../support/server.ts';
import { enterAs, fill, PASSWORD, setTimes } from './fill.ts';
import { places, team } from './team.ts';

const FOLDER = path.resolve('desktop/screenshots');
const NEVER_MS = String(60 * 60 * 1000);
/** Room for the three panes; the screens before sign-in are small, and look lost in it. */
const WIDE = { width: 1440, height: 900 };
const SMALL = { width: 960, height: 600 };

/** `npm run screenshots`: the main screens, from a running server with a team's conversation on it. */
const dataDir = mkdtempSync(path.join(tmpdir(), 'workspace-screenshots-'));
const database: TestDatabase = {
  env: { DATA_DIR: dataDir },
  remove: async () => rmSync(dataDir, { recursive: true, force: true }),
};
const env = {
  ADMIN_USERNAME: 'claire',
  ADMIN_PASSWORD: PASSWORD,
  HEARTBEAT_TIMEOUT_MS: NEVER_MS,
};
mkdirSync(FOLDER, { recursive: true });
const filling = await startServer(env, database);
const times = await fill(filling, team, places, new Date());
await filling.stop();
await setTimes(dataDir, times);

const server = await startServer(env, database);
for (const member of team.filter(({ presence }) => presence !== undefined)) {
  const { token } = await enterAs(server, member);
  await server.post('/session/heartbeat', { status: member.presence }, token);
}
const browser = await launchChromium();
try {
  await takeMember(browser);
  await takeAdministrator(browser);
} finally {
  await browser.close();
  await server.stop();
  await database.remove();
}

/** What Mehdi sees, who comes in. */
async function takeMember(browser: Browser): Promise<void> {
  const page = await open(browser);
  await page.waitForSelector('[name=username]');
  await take(page, 'sign-in');
  await signInOn(page, { username: 'mehdi', password: PASSWORD });
  await page.setViewportSize(WIDE);
  await page.click('.place >> text=exploitation');
  await page.waitForSelector('.new-line');
  await page.click('.row[data-seq="9"] .thread-line');
  await page.waitForSelector('.pane .row >> nth=2');
  await page.waitForSelector('.channel-head >> text="1"');
  await page.mouse.move(0, 0);
  await take(page, 'chat-light');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Shift+F');
  await page.keyboard.type('de:thomas sauvegarde');
  await page.waitForSelector('.search-result >> nth=3');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForSelector('main .row[data-found]:focus');
  await page.mouse.move(0, 0);
  await take(page, 'search');
  await page.click('.pane-head [aria-label=Fermer]');
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.hover('.row[data-seq="13"]');
  await page.click('.row[data-seq="13"] .row-actions [aria-label^="Répondre"]');
  await page.keyboard.type('J’y passe dans un quart d’heure.');
  await page.hover('.row[data-seq="11"]');
  await take(page, 'chat-dark');
  await page.emulateMedia({ colorScheme: 'light' });
  await page.fill('.composer textarea', '');
  await page.type('.composer textarea', 'Merci @tho');
  await page.waitForSelector('.completion');
  await take(page, 'reply');
  await page.context().close();
}

/** What Claire sees, whose other workstation holds her seat. */
async function takeAdministrator(browser: Browser): Promise<void> {
  const page = await open(browser);
  await page.fill('[name=username]', 'claire');
  await page.fill('[name=password]', PASSWORD);
  await page.press('[name=password]', 'Enter');
  await page.waitForSelector('.facts');
  await take(page, 'seat');
  await page.setViewportSize(WIDE);
  await page.click('.card .button.primary');
  await page.waitForSelector('.composer');
  await chooseOn(page, 'Administration');
  await page.waitForSelector('.page-body .lines li');
  await take(page, 'admin');
}

function open(browser: Browser): Promise<Page> {
  const options: BrowserContextOptions = {
    locale: 'fr-FR',
    timezoneId: zoneWhereItIs(11),
    viewport: SMALL,
    reducedMotion: 'reduce',
  };
  return openPage(browser, server.url, options);
}

async function take(page: Page, name: string): Promise<void> {
  await page.evaluate<unknown>('document.fonts.ready');
  await page.screenshot({ path: path.join(FOLDER, `${name}.png`), animations: 'disabled' });
}

/** Whenever the pictures are taken, they show a working morning. */
function zoneWhereItIs(hour: number): string {
  const offset = hour - new Date().getUTCHours();
  // The names have their sign the other way round.
  return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`;
}
