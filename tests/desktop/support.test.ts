import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { addUser, signIn } from '../support/api.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import { bodiesOn, buildPage, say, signInOn, untilLive } from '../support/page.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let server: TestServer;
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
    const { token } = await signIn(server, ADMIN);
    alice = await addUser(server, token, 'alice');
    workplace = await createWorkplace(server.url);
    desktop = await workplace.launch({ locale: 'fr-FR' });
    page = await desktop.page();
  });
  afterAll(async () => {
    await workplace.clear();
    await server.stop();
    await database.remove();
  });

  const log = () => readFileSync(path.join(workplace.folder, 'logs/client.log'), 'utf8');

  test('the log tells of start, server, connection and failed requests, and of no secret', async () => {
    await page.fill('[name=username]', alice.username);
    await page.fill('[name=password]', 'wrong passphrase');
    await Promise.all([page.waitForResponse(/\/sessions$/), page.click('button[type=submit]')]);
    await signInOn(page, alice);
    await untilLive(page);
    await say(page, 'A secret between us');
    await until(async () => (await bodiesOn(page)).includes('A secret between us'));
    await server.stop();
    await until(() => log().includes('net::ERR_'));
    server = await startServer({ PORT: new URL(server.url).port }, database);
    await untilLive(page);
    for (const line of [
      /info start: Workspace [\d.]+, Electron [\d.]+, Chromium [\d.]+, Linux /,
      `info server: ${server.url}\n`,
      'info connection: signed-out\n',
      `info request: POST ${server.url}/api/v1/sessions 401\n`,
      'info connection: live\n',
      /error request: \w+ http\S+\/api\/v1\/\S+ net::ERR_\w+\n/,
    ]) {
      expect(log()).toMatch(line);
    }
    expect(log()).not.toMatch(/secret|passphrase|ws[a-z]_|Bearer|alice|workspace_|\?/);
    expect(log()).not.toContain(alice.password);
  });

  test('the log tells of a page that crashes, and of the end', async () => {
    await desktop.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
    });
    await until(() => /error page: gone, (killed|crashed) \d+\n/.test(log()));
    await desktop.close();
    expect(log()).toMatch(/info end: 0\n$/);
  });
});
