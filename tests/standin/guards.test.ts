import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import type { Desktop } from './driver.ts';
import { kinds, launchFixture, run } from './fixture.ts';

describe.each(kinds)('the main process, on %s,', (kind) => {
  let desktop: Desktop;
  let page: Page;
  beforeAll(async () => {
    desktop = await launchFixture(kind);
    page = await desktop.page();
  });
  afterAll(() => desktop?.close());

  test('decides where a page may go', async () => {
    await page.click('#inside');
    await page.waitForURL('**/other');
    await page.click('#outside');
    await run(page, `location.href = 'https://example.invalid/script'`);
    const asked = () => desktop.evaluate(() => globalThis.fixture.navigations);
    await until(async () => (await asked()).length === 3);
    expect(await asked()).toEqual([
      'app://workspace/other',
      'https://example.invalid/',
      'https://example.invalid/script',
    ]);
    expect(await run(page, 'return [location.pathname, document.title]')).toEqual([
      '/other',
      'Fixture',
    ]);
  });

  test('is not asked about what it loads itself', async () => {
    const before = await desktop.evaluate(() => globalThis.fixture.navigations.length);
    await desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.loadURL('app://workspace/'),
    );
    await page.waitForURL(/workspace[^/]*\/$/);
    expect(await desktop.evaluate(() => globalThis.fixture.navigations.length)).toBe(before);
  });

  test('decides about windows, whether a link or a script opens them', async () => {
    await page.click('#blank');
    await run(page, `open('https://example.invalid/opened')`);
    const opened = () => desktop.evaluate(() => globalThis.fixture.opened);
    await until(async () => (await opened()).length === 2);
    expect(await opened()).toEqual([
      'https://example.invalid/blank',
      'https://example.invalid/opened',
    ]);
    await until(() => desktop.electron.windows().length === 1);
    expect(await run(page, 'return document.title')).toBe('Fixture');
  });

  test('decides about permissions, asked for or looked up', async () => {
    const permissions = await run(
      page,
      `return {
         notifications: Notification.permission,
         asked: await Notification.requestPermission(),
         geolocation: await new Promise((resolve) =>
           navigator.geolocation.getCurrentPosition(() => resolve('given'), () => resolve('denied'))),
         camera: await navigator.mediaDevices.getUserMedia({ video: true }).catch((error) => error.name),
         clipboard: (await navigator.permissions.query({ name: 'clipboard-write' })).state,
       }`,
    );
    expect(permissions).toEqual({
      notifications: 'denied',
      asked: 'denied',
      geolocation: 'denied',
      // A Chromium without windows has no camera to ask for.
      camera: expect.stringMatching(/^Not(Allowed|Supported)Error$/),
      clipboard: 'granted',
    });
  });

  test('has a page back after its crash', async () => {
    await desktop.evaluate(({ webContents }) => webContents.fromId(1)?.forcefullyCrashRenderer());
    await until(async () => (await desktop.evaluate(() => globalThis.fixture.gone)).length === 1);
    // Playwright gives up a page that has crashed, also where it is back.
    const code = `document.title + fixture.add(1, 2)`;
    const again = () =>
      desktop.evaluate(
        ({ webContents }, asked) => webContents.fromId(1)?.executeJavaScript(asked),
        code,
      );
    await until(async () => (await again().catch(() => '')) === 'Fixture3');
  });
});
