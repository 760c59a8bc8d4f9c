import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addUser, generalOf, type Person, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { bodiesOn, buildPage, say, signInOn, untilLive } from '../support/page.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { createWorkplace, kinds, readableIn, type Workplace } from './client.ts';

let server: TestServer;
let database: TestDatabase;
let admin: Person;
let alice: Awaited<ReturnType<typeof addUser>>;
let workplace: Workplace;

beforeAll(buildPage);
const isConnected = async () =>
  (await server.get('/presence', admin.token)).body.users.some(
    ({ userId }: { userId: string }) => userId === alice.id,
  );
const post = async (body: string) =>
  server.post(`/channels/${await generalOf(server, admin.token)}/messages`, { body }, admin.token);
const secrets = () => path.join(workplace.folder, 'secrets');

describe.each(kinds)('the built client on %s', (kind) => {
  beforeEach(async () => {
    database = await newDatabase();
    server = await startServer({}, database);
    admin = await signIn(server, ADMIN);
    alice = await addUser(server, admin.token, 'alice');
    workplace = createWorkplace(kind, server.url);
  });
  afterEach(async () => {
    await workplace.clear();
    await server.stop();
    await database.remove();
  });

  test('chats live through app://, and no script in the page can read a token', async () => {
    const desktop = await workplace.launch();
    const page = await desktop.page();
    await signInOn(page, alice);
    await untilLive(page);
    await say(page, 'From the desktop');
    await until(async () => {
      const general = await generalOf(server, admin.token);
      const { body } = await server.get(`/channels/${general}/messages`, admin.token);
      return body.messages.length === 1;
    });
    for (const body of ['one', 'two', 'three']) {
      await post(body);
      await until(async () => (await bodiesOn(page)).includes(body));
    }
    expect(await bodiesOn(page)).toEqual(['From the desktop', 'one', 'two', 'three']);
    expect(await readableIn(page)).not.toMatch(/ws[sd]_|Bearer/);
    expect(
      await page.evaluate(() => [
        typeof Reflect.get(globalThis, 'require'),
        typeof Reflect.get(globalThis, 'process'),
      ]),
    ).toEqual(['undefined', 'undefined']);
    await desktop.close();
  });

  test('quitting leaves the seat, and the next start signs in without the password', async () => {
    const first = await workplace.launch();
    const page = await first.page();
    await signInOn(page, alice);
    await untilLive(page);
    await say(page, 'Before');
    await until(async () => (await page.locator('.row').count()) === 1);
    await first.close();
    expect(await isConnected()).toBe(false);
    expect(readFileSync(secrets(), 'latin1')).not.toMatch(/wsd_|device/);

    await post('While it was off');
    const second = await workplace.launch();
    const again = await second.page();
    await untilLive(again);
    expect(await bodiesOn(again)).toEqual(['Before', 'While it was off']);
    expect(await isConnected()).toBe(true);
    await second.close();
  });

  test('killed, it comes back without the password as well', async () => {
    const first = await workplace.launch();
    const page = await first.page();
    await signInOn(page, alice);
    await untilLive(page);
    await first.kill();
    const second = await workplace.launch();
    await untilLive(await second.page());
    await second.close();
  });

  test('what is posted while the stream is away is there when it is back', async () => {
    const desktop = await workplace.launch();
    const page = await desktop.page();
    await signInOn(page, alice);
    await untilLive(page);
    await post('before');
    await until(async () => (await bodiesOn(page)).length === 1);
    await server.stop();
    server = await startServer({ PORT: new URL(server.url).port }, database);
    // Before the client is back, which waits a second at least.
    for (const body of ['one', 'two', 'three']) await post(body);
    await until(async () => (await bodiesOn(page)).length === 4, 20_000);
    expect(await bodiesOn(page)).toEqual(['before', 'one', 'two', 'three']);
    await desktop.close();
  });

  test('a log-out while the server is away is done at the next start that reaches it', async () => {
    const first = await workplace.launch();
    const page = await first.page();
    await signInOn(page, alice);
    await untilLive(page);
    await server.stop();
    await page.click('[aria-label="Log out"]');
    await page.waitForSelector('[name=password]');
    await first.close();
    server = await startServer({ PORT: new URL(server.url).port }, database);
    expect(await isConnected()).toBe(true);

    const second = await workplace.launch();
    await until(async () => !(await isConnected()));
    await (await second.page()).waitForSelector('[name=password]');
    await until(() => !existsSync(secrets()));
    await second.close();
  });

  test('a second copy only brings the first to the front, and hands its link over', async () => {
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

  test('a page that crashes is started again, with the same session', async () => {
    const desktop = await workplace.launch();
    const page = await desktop.page();
    await signInOn(page, alice);
    await untilLive(page);
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
    await desktop.close();
  });

  test('streams that the page has given up do not stay open on the server', async () => {
    const desktop = await workplace.launch();
    const page = await desktop.page();
    await signInOn(page, alice);
    for (let turns = 0; turns < 8; turns += 1) {
      await untilLive(page);
      await page.reload();
    }
    await untilLive(page);
    await until(async () => {
      const { body } = await server.get('/metrics');
      return /workspace_streams\S* 1\n/.test(body);
    });
    await desktop.close();
  });
});
