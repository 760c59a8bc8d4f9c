import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desktop } from './driver.ts';
import { kinds, launchFixture } from './fixture.ts';

describe.each(kinds)('what Electron refuses, %s refuses:', (kind) => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await launchFixture(kind);
    await desktop.page();
  });
  afterAll(() => desktop?.close());

  test('a second handler of a channel', async () => {
    const refused = await desktop.evaluate(({ ipcMain }) => {
      try {
        ipcMain.handle('echo', () => {});
        return 'taken';
      } catch (error) {
        return String(error);
      }
    });
    expect(refused).toMatch(/second handler for 'echo'/);
  });

  test('privileges of a scheme, once the app is ready', async () => {
    const refused = await desktop.evaluate(({ protocol }) => {
      try {
        protocol.registerSchemesAsPrivileged([{ scheme: 'late', privileges: { standard: true } }]);
        return 'taken';
      } catch (error) {
        return String(error);
      }
    });
    expect(refused).toMatch(/before/);
  });

  test('a window that is used after it was closed', async () => {
    const refused = await desktop.evaluate(({ BrowserWindow }) => {
      const window = new BrowserWindow({ show: false });
      window.destroy();
      try {
        window.show();
        return 'shown';
      } catch (error) {
        return `${window.isDestroyed()} ${error}`;
      }
    });
    expect(refused).toBe('true TypeError: Object has been destroyed');
  });
});

describe('the stand-in refuses more than Electron, lest it pass what is unsafe:', () => {
  let desktop: Desktop;
  beforeAll(async () => {
    desktop = await launchFixture('standin');
    await desktop.page();
  });
  afterAll(() => desktop?.close());

  test.each([
    { nodeIntegration: true },
    { contextIsolation: false },
    { sandbox: false },
    { webSecurity: false },
    { preload: '/nowhere/preload.cjs' },
    { preload: import.meta.filename.replace('.ts', '.mjs') },
  ])('a window with %o', async (webPreferences) => {
    const refused = await desktop.evaluate(({ BrowserWindow }, given) => {
      try {
        new BrowserWindow({ webPreferences: given });
        return 'opened';
      } catch (error) {
        return String(error);
      }
    }, webPreferences);
    expect(refused).toMatch(/^Error: stand-in: /);
  });
});

describe.each([
  ['a window before it is ready', `import { BrowserWindow } from 'electron'; new BrowserWindow();`],
  ['net.fetch before it is ready', `import { net } from 'electron'; await net.fetch('http://x');`],
  ['what Electron has not', `import { Window } from 'electron'; Window();`],
])('an app that wants %s', (_, main) => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'standin-test-'));
    cpSync(path.join(import.meta.dirname, 'fixture'), folder, { recursive: true });
    writeFileSync(path.join(folder, 'main.js'), main);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('does not start', async () => {
    await expect(launchFixture('standin', { app: folder })).rejects.toThrow(/launch/);
  });
});
