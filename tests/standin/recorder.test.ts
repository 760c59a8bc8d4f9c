import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import type { Desktop } from './driver.ts';
import { launchFixture, run } from './fixture.ts';

describe('on the stand-in', () => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await launchFixture('standin', { env: { STANDIN_SECRET_STORE: 'basic_text' } });
    await desktop.page();
  });
  afterAll(() => desktop?.close());

  test('a notification is seen, and can be clicked until it is closed', async () => {
    const seen = await desktop.evaluate(({ Notification, standin }) => {
      const heard: string[] = [];
      const notification = new Notification({ title: 'alice', body: 'Are you there?' });
      notification.on('click', () => heard.push('click'));
      notification.on('close', () => heard.push('close'));
      notification.show();
      standin.notifications.at(-1)?.emit('click');
      notification.close();
      return { heard, shown: standin.all('notification'), left: standin.notifications.length };
    });
    expect(seen).toMatchObject({
      heard: ['click', 'close'],
      shown: [{ title: 'alice', body: 'Are you there?' }],
      left: 0,
    });
  });

  test('the items of menus can be clicked, of the tray and within each other', async () => {
    const seen = await desktop.evaluate(({ Menu, Tray, nativeImage, standin }) => {
      const heard: string[] = [];
      const pixel = nativeImage.createFromBitmap(Buffer.alloc(4), { width: 1, height: 1 });
      const tray = new Tray(pixel);
      tray.on('click', () => heard.push('tray'));
      const inner = [{ id: 'inner', label: 'Inner', click: () => heard.push('inner') }];
      tray.setToolTip('2 unread');
      tray.setContextMenu(
        Menu.buildFromTemplate([
          {
            label: 'Away',
            type: 'checkbox',
            click: ({ checked }) => heard.push(`away ${checked}`),
          },
          { type: 'separator' },
          { label: 'More', submenu: inner },
        ]),
      );
      standin.trays[0]?.emit('click');
      standin.trayMenu?.items[0]?.click();
      standin.trayMenu?.getMenuItemById('inner')?.click();
      tray.destroy();
      const [tip] = standin.all('tray-tool-tip');
      return { heard, tip: tip?.['text'], left: standin.trays.length };
    });
    expect(seen).toEqual({ heard: ['tray', 'away true', 'inner'], tip: '2 unread', left: 0 });
  });

  test('what would leave the app is written down', async () => {
    const log = await desktop.evaluate(async ({ app, shell, standin }) => {
      app.setBadgeCount(3);
      app.setLoginItemSettings({ openAtLogin: true });
      await shell.openExternal('https://example.invalid/');
      return [standin.all('badge'), standin.all('login-item'), standin.all('open-external')];
    });
    expect(log).toMatchObject([
      [{ count: 3 }],
      [{ openAtLogin: true }],
      [{ url: 'https://example.invalid/' }],
    ]);
  });

  test('the machine is as a test wants it', async () => {
    const seen = await desktop.evaluate(async ({ net, powerMonitor, safeStorage, standin }) => {
      standin.machine.idleSeconds = 700;
      standin.machine.isOnline = false;
      const offline = await net.fetch('http://127.0.0.1:9/').catch((error) => error.message);
      return {
        offline,
        isOnline: net.isOnline(),
        idle: powerMonitor.getSystemIdleState(600),
        store: safeStorage.getSelectedStorageBackend(),
        hasKeyring: safeStorage.isEncryptionAvailable(),
      };
    });
    expect(seen).toEqual({
      offline: 'net::ERR_INTERNET_DISCONNECTED',
      isOnline: false,
      idle: 'idle',
      store: 'basic_text',
      hasKeyring: false,
    });
  });

  test('a right click tells the main process what was hit', async () => {
    const page = await desktop.page();
    await desktop.evaluate(({ webContents, Menu }) => {
      webContents.fromId(1)?.on('context-menu', (_event, { linkURL, editFlags }) => {
        Menu.buildFromTemplate([{ label: `${linkURL} ${editFlags.canPaste}` }]).popup();
      });
    });
    await page.click('#outside', { button: 'right' });
    const labels = () =>
      desktop.evaluate(({ standin }) => standin.popup?.items.map(({ label }) => label));
    expect(await until(labels)).toEqual(['https://example.invalid/ false']);
  });

  test('the window and the theme are what the page sees', async () => {
    const page = await desktop.page();
    const seen = () =>
      run(
        page,
        `return [innerWidth, innerHeight, matchMedia('(prefers-color-scheme: dark)').matches, document.visibilityState]`,
      );
    expect(await seen()).toEqual([900, 600, false, 'visible']);
    await desktop.evaluate(({ BrowserWindow, nativeTheme }) => {
      nativeTheme.themeSource = 'dark';
      BrowserWindow.getAllWindows()[0]?.setBounds({ width: 1000, height: 700 });
    });
    await until(async () => String(await seen()) === '1000,700,true,visible');
    await run(page, `document.title = '(2) Fixture'`);
    const title = () =>
      desktop.evaluate(({ BrowserWindow: { getAllWindows } }) => getAllWindows()[0]?.getTitle());
    await until(async () => (await title()) === '(2) Fixture');
  });

  test('windows tell of what becomes of them, and closing can be prevented', async () => {
    const heard = await desktop.evaluate(({ BrowserWindow, app }) => {
      const events: string[] = [];
      const window = new BrowserWindow({ show: false, width: 300, height: 200 });
      for (const name of ['show', 'focus', 'maximize', 'minimize', 'restore', 'hide', 'closed']) {
        (window as NodeJS.EventEmitter).on(name, () => events.push(name));
      }
      window.once('close', (event) => event.preventDefault());
      window.show();
      window.maximize();
      const { width } = window.getNormalBounds();
      window.minimize();
      window.restore();
      window.close();
      events.push(`kept ${!window.isDestroyed()}, ${width} wide`);
      window.hide();
      window.close();
      return { events, ready: app.isReady() };
    });
    expect(heard.events).toEqual([
      'show',
      'focus',
      'maximize',
      'minimize',
      'restore',
      'focus',
      'kept true, 300 wide',
      'hide',
      'closed',
    ]);
  });
});

test('the npm package gives the stand-in where ELECTRON_OVERRIDE_DIST_PATH names its folder', () => {
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: import.meta.dirname };
  const { stdout } = spawnSync(process.execPath, ['-p', "require('electron')"], { env });
  expect(String(stdout).trim()).toBe(`${import.meta.dirname}/electron`);
});
