import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createWorkplace,
  type Desktop,
  electron,
  readableIn,
  type Workplace,
} from '../electron/workplace.ts';
import { addUser, generalOf, isConnected, type Person, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { bodiesOn, buildPage, chooseOn, say, signInOn, untilLive } from '../support/page.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let database: TestDatabase;
let admin: Person;
let general: string;
let alice: Awaited<ReturnType<typeof addUser>>;
let workplace: Workplace;

beforeAll(async () => {
  buildPage();
  database = await newDatabase();
  server = await startServer({}, database);
  const first = await signIn(server, ADMIN);
  // Without a seat, so that it needs no heartbeat.
  admin = { ...first, token: await newApiToken(server, first.token) };
  general = await generalOf(server, admin.token);
});
afterAll(async () => {
  await server.stop();
  await database.remove();
});

async function restartServer(): Promise<void> {
  server = await startServer({ PORT: new URL(server.url).port }, database);
}

const isHere = () => isConnected(server, admin.token, alice.id);
const post = (body: string) => server.post(`/channels/${general}/messages`, { body }, admin.token);
const secrets = () => path.join(workplace.folder, 'secrets');

/** Signs in, and gives what the page was answered. */
async function enter(page: Page): Promise<string> {
  const [answer] = await Promise.all([page.waitForResponse(/\/sessions$/), signInOn(page, alice)]);
  await untilLive(page);
  return answer.text();
}

// Each test begins where the one before it has ended.
describe.skipIf(electron.binary === undefined)(`the built client on ${electron.name}`, () => {
  let desktop: Desktop;
  let page: Page;
  /** To the page, when it signed in. */
  let handed: string;
  let link: string;

  beforeAll(async () => {
    alice = await addUser(server, admin.token, 'alice');
    workplace = await createWorkplace(server.url);
    await start();
    await page.uncheck('[name=remember]');
    handed = await enter(page);
  });
  afterAll(() => workplace.clear());

  async function start(args: string[] = []): Promise<void> {
    desktop = await workplace.launch({ args });
    page = await desktop.page();
  }

  test('chats live through app://, and no script in the page can read a token', async () => {
    await say(page, 'From the desktop');
    await until(async () => {
      const { body } = await server.get(`/channels/${general}/messages?limit=1`, admin.token);
      return body.messages[0]?.body === 'From the desktop';
    });
    for (const body of ['one', 'two', 'three']) {
      await post(body);
      await until(async () => (await bodiesOn(page)).at(-1) === body);
    }
    expect((await bodiesOn(page)).slice(-4)).toEqual(['From the desktop', 'one', 'two', 'three']);
    expect(handed).toContain(alice.id);
    expect(handed + (await readableIn(page))).not.toMatch(/ws[a-z]_|Bearer/);
    expect(
      await page.evaluate(() => [
        typeof Reflect.get(globalThis, 'require'),
        typeof Reflect.get(globalThis, 'process'),
      ]),
    ).toEqual(['undefined', 'undefined']);
  });

  test('streams that the page has given up do not stay open on the server', async () => {
    for (let turns = 0; turns < 2; turns += 1) {
      await page.reload();
      await untilLive(page);
    }
    await until(async () => {
      const { body } = await server.get('/metrics');
      return /workspace_streams\S* 1\n/.test(body);
    });
  });

  test('what is posted while the stream is away is there when it is back', async () => {
    await post('before');
    await until(async () => (await bodiesOn(page)).at(-1) === 'before');
    await server.stop();
    await restartServer();
    // Before the client is back, which waits a second at least.
    for (const body of ['1', '2', '3']) await post(body);
    await until(async () => (await bodiesOn(page)).at(-1) === '3');
    expect((await bodiesOn(page)).slice(-4)).toEqual(['before', '1', '2', '3']);
    await untilLive(page);
  });

  test('a page that crashes is started again, with the same session', async () => {
    const { body } = await server.get('/sessions', admin.token);
    await desktop.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    // What a dying page is asked is never answered.
    const isBack = () =>
      desktop.evaluate(({ BrowserWindow }) =>
        Promise.race([
          BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(
            'document.querySelector(".composer") !== null',
          ),
          new Promise((resolve) => setTimeout(resolve, 500)),
        ]).catch(() => false),
      );
    await until(async () => (await isBack()) === true);
    expect((await server.get('/sessions', admin.token)).body).toMatchObject({
      sessions: expect.arrayContaining(
        body.sessions.map(({ id }: { id: string }) => expect.objectContaining({ id })),
      ),
    });
  });

  test('asks for the password when started again, unless one has chosen to stay signed in', async () => {
    await desktop.close();
    expect(await isHere()).toBe(false);
    await start();
    await page.waitForSelector('[name=password]');
    handed = await enter(page);
    // The key by which the workstation has proved itself both times is all that is kept so far.
    const { devices } = (await server.get('/devices?search=alice', admin.token)).body;
    expect(devices).toMatchObject([{ isProved: true, keys: [{ addedBy: alice.id }] }]);
    expect(handed + (await readableIn(page))).not.toMatch(/ws[a-z]_|Bearer/);
    expect(readFileSync(secrets(), 'latin1')).not.toMatch(/wsd_|keys|device/);
  });

  test('as a second copy, only brings the first to the front, and hands its link over', async () => {
    const { body: channel } = await server.post(
      '/channels',
      { name: 'projets', kind: 'public', memberIds: [alice.id] },
      admin.token,
    );
    link = `workspace://channel/${channel.id}`;
    expect(await desktop.second([link])).toBe(0);
    await page.waitForSelector('.channel-head h1:has-text("projets")');
    expect(desktop.electron.windows().filter((window) => window === page)).toHaveLength(1);
    expect(
      await desktop.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length),
    ).toBe(1);
    expect(await isHere()).toBe(true);
    await page.click('.sidebar .place >> text=general');
  });

  test('goes to the message that a link names, says where one leads nowhere, and copies the server’s', async () => {
    const channel = link.slice('workspace://channel/'.length);
    await server.post(`/channels/${channel}/messages`, { body: 'Au projet' }, admin.token);
    expect(await desktop.second([`workspace://c/${channel}/1`])).toBe(0);
    await page.waitForSelector('.row[data-seq="1"]:focus >> text=Au projet');
    await page.click('.row [aria-label="More actions"]');
    await page.click('.row [role=menuitem] >> text=Copy link');
    await page.waitForSelector('.row [aria-label="Link copied"]');
    const copied = await desktop.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toBe(`${server.url}/#/c/${channel}/1`);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.waitForSelector('.channel-head h1:has-text("general")');

    await post(`Voir ${copied}`);
    await page.waitForSelector('.linked .quote >> text=Au projet');
    await page.click('.row .markdown a');
    await page.waitForSelector('.row[data-seq="1"]:focus >> text=Au projet');
    expect((await desktop.recorded()).opened).toEqual([]);
    expect(await desktop.second(['workspace://nowhere'])).toBe(0);
    await page.waitForSelector('.astray >> text=This address leads nowhere');
    await page.click('.sidebar .place >> text=general');
  });

  test('has left the seat when quit, and comes back without the password, to the link that starts it', async () => {
    await desktop.close();
    expect(await isHere()).toBe(false);
    await post('While it was off');
    await start([link]);
    await page.waitForSelector('.channel-head h1:has-text("projets")');
    await page.click('.sidebar .place >> text=general');
    await until(async () => (await bodiesOn(page)).at(-1) === 'While it was off');
    expect(await isHere()).toBe(true);
  });

  test.runIf(isLong())(
    'quits within the time in which a deletion can be undone, and the message is deleted all the same',
    async () => {
      await say(page, 'A slip');
      const row = page.locator('.row[data-seq]', { hasText: 'A slip' });
      await row.focus();
      await page.keyboard.press('Delete');
      await page.waitForSelector('.undo');
      await desktop.close();
      await start();
      const isDeleted = async () => {
        const { body } = await server.get(`/channels/${general}/messages?limit=1`, admin.token);
        return body.messages[0]?.body === null;
      };
      await until(isDeleted);
      await untilLive(page);
    },
  );

  test.runIf(isLong())('comes back likewise after a start without a keyring', async () => {
    await desktop.close();
    await start(['--password-store=basic']);
    await page.waitForSelector('[name=password]');
    await desktop.close();
    await start();
    await untilLive(page);
  });

  test('comes back likewise after a crash, and logs out at last where it could not reach the server', async () => {
    const file = path.join(workplace.folder, 'settings.json');
    const kept = () => JSON.parse(readFileSync(file, 'utf8')).window;
    await desktop.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.setSize(931, 642);
    });
    await until(() => kept()?.width === 931 && kept().height === 642);
    await desktop.kill();
    await start();
    const size = await desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.getSize(),
    );
    expect(size).toEqual([931, 642]);
    await untilLive(page);
    await server.stop();
    await Promise.all([page.waitForResponse(/\/session$/), chooseOn(page, 'Log out')]);
    await page.waitForSelector('[name=password]');
    // The page would pay it, too; here it is for main alone.
    await page.evaluate("localStorage.removeItem('workspace.log-out-owed')");
    await desktop.close();
    await restartServer();
    expect(await isHere()).toBe(true);

    await start();
    await until(async () => !(await isHere()));
    await page.waitForSelector('[name=password]');
  });
});
