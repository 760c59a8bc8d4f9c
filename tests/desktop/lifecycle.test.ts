import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Desktop, Kind } from '../standin/driver.ts';
import { addUser, generalOf, type Person, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { bodiesOn, buildPage, say, signInOn, untilLive } from '../support/page.ts';
import { newApiToken } from '../support/posting.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { createWorkplace, kinds, readableIn, type Workplace } from './client.ts';

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

let users = 0;
/** Somebody new at a workstation of their own. */
async function arrive(kind: Kind): Promise<void> {
  users += 1;
  alice = await addUser(server, admin.token, `alice${users}`);
  workplace = createWorkplace(kind, server.url);
}
const isConnected = async () =>
  (await server.get('/presence', admin.token)).body.users.some(
    ({ userId }: { userId: string }) => userId === alice.id,
  );
const post = (body: string) => server.post(`/channels/${general}/messages`, { body }, admin.token);
const secrets = () => path.join(workplace.folder, 'secrets');

describe.each(kinds)('the built client on %s, started once', (kind) => {
  let desktop: Desktop;
  let page: Page;

  beforeAll(async () => {
    await arrive(kind);
    desktop = await workplace.launch();
    page = await desktop.page();
    await signInOn(page, alice);
    await untilLive(page);
  });
  afterAll(async () => {
    await desktop.close();
    await workplace.clear();
  });

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
    expect(await readableIn(page)).not.toMatch(/ws[sd]_|Bearer/);
    expect(
      await page.evaluate(() => [
        typeof Reflect.get(globalThis, 'require'),
        typeof Reflect.get(globalThis, 'process'),
      ]),
    ).toEqual(['undefined', 'undefined']);
  });

  test('streams that the page has given up do not stay open on the server', async () => {
    for (let turns = 0; turns < 5; turns += 1) {
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
    await until(async () => (await bodiesOn(page)).at(-1) === '3', 20_000);
    expect((await bodiesOn(page)).slice(-4)).toEqual(['before', '1', '2', '3']);
    await untilLive(page);
  });

  test('a page that crashes is started again, with the same session', async () => {
    const { body } = await server.get('/sessions', admin.token);
    await desktop.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    const isBack = () =>
      desktop.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]
          ?.webContents.executeJavaScript('document.querySelector(".composer") !== null')
          .catch(() => false),
      );
    await until(async () => (await isBack()) === true, 20_000);
    expect((await server.get('/sessions', admin.token)).body).toMatchObject({
      sessions: expect.arrayContaining(
        body.sessions.map(({ id }: { id: string }) => expect.objectContaining({ id })),
      ),
    });
  });
});

describe.each(kinds)('the built client on %s, started again', (kind) => {
  beforeEach(() => arrive(kind));
  afterEach(() => workplace.clear());

  test('has left the seat when quit, and signs in without the password, as after a crash', async () => {
    const first = await workplace.launch();
    const page = await first.page();
    await signInOn(page, alice);
    await untilLive(page);
    await say(page, 'Before');
    await until(async () => (await bodiesOn(page)).at(-1) === 'Before');
    await page.waitForSelector('.outgoing', { state: 'detached' });
    await first.close();
    expect(await isConnected()).toBe(false);
    expect(readFileSync(secrets(), 'latin1')).not.toMatch(/wsd_|device/);

    await post('While it was off');
    const second = await workplace.launch();
    const again = await second.page();
    await untilLive(again);
    expect((await bodiesOn(again)).slice(-2)).toEqual(['Before', 'While it was off']);
    expect(await isConnected()).toBe(true);
    await second.kill();

    const third = await workplace.launch();
    await untilLive(await third.page());
    await third.close();
  });

  test('logs out at last where it could not reach the server', async () => {
    const first = await workplace.launch();
    const page = await first.page();
    await signInOn(page, alice);
    await untilLive(page);
    await server.stop();
    await page.click('[aria-label="Log out"]');
    await page.waitForSelector('[name=password]');
    await first.close();
    await restartServer();
    expect(await isConnected()).toBe(true);

    const second = await workplace.launch();
    await until(async () => !(await isConnected()));
    await (await second.page()).waitForSelector('[name=password]');
    await until(() => !existsSync(secrets()));
    await second.close();
  });

  test('as a second copy, only brings the first to the front, and hands its link over', async () => {
    const { body: channel } = await server.post(
      '/channels',
      { name: 'projets', kind: 'public', memberIds: [alice.id] },
      admin.token,
    );
    const first = await workplace.launch();
    const page = await first.page();
    await signInOn(page, alice);
    await untilLive(page);
    expect(await first.second([`workspace://channel/${channel.id}`])).toBe(0);
    await page.waitForSelector('.channel-head h1:has-text("projets")');
    expect(first.electron.windows().filter((window) => window === page)).toHaveLength(1);
    expect(await first.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(
      1,
    );
    expect(await isConnected()).toBe(true);
    await first.close();

    // The link that starts the program waits until the user is in.
    const second = await workplace.launch({ args: [`workspace://channel/${channel.id}`] });
    await (await second.page()).waitForSelector('.channel-head h1:has-text("projets")');
    await second.close();
  });
});
