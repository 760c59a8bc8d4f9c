import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createWorkplace, type Desktop, electron, type Workplace } from '../electron/workplace.ts';
import { buildPage, signInOn, untilLive } from '../support/page.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let workplace: Workplace;
let desktop: Desktop;
type Page = Awaited<ReturnType<Desktop['page']>>;
let page: Page;

describe.skipIf(electron.binary === undefined)(`the built client on ${electron.name}`, () => {
  beforeAll(async () => {
    buildPage();
    server = await startServer();
    workplace = await createWorkplace(server.url);
    desktop = await workplace.launch();
    page = await desktop.page();
    await signInOn(page, ADMIN);
    await untilLive(page);
  });
  afterAll(async () => {
    await workplace.clear();
    await server.stop();
  });
  const opened = async () => (await desktop.recorded()).opened;

  test('the page is sandboxed, isolated, and bound to its origin', async () => {
    // Electron's own types leave it out.
    const preferences = await desktop.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map(({ webContents }) =>
        Reflect.get(webContents, 'getLastWebPreferences').call(webContents),
      ),
    );
    expect(preferences).toEqual([
      expect.objectContaining({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        webviewTag: false,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
      }),
    ]);
  });

  test('the page comes with a policy that allows its own origin and nothing else', async () => {
    const policy = await page.evaluate<string>(
      `fetch('/').then((answer) => answer.headers.get('content-security-policy'))`,
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain('trusted-types pdf-worker');
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });

  test('no script gets in by HTML, and no data gets out to another host', async () => {
    const faults = await page.evaluate<string[]>(`(async () => {
      const faults = [];
      const attempt = async (what) => { try { await what(); faults.push('done'); } catch (error) { faults.push(error.name); } };
      await attempt(() => { document.createElement('div').innerHTML = '<img src=x onerror="window.pwned = 1">'; });
      await attempt(() => fetch(${JSON.stringify(server.url)} + '/healthz'));
      await attempt(() => {
        const script = document.createElement('script');
        script.append('window.pwned = 1');
        document.body.append(script);
      });
      faults.push(typeof window.pwned);
      return faults;
    })()`);
    expect(faults.slice(0, 2)).not.toContain('done');
    expect(faults.at(-1)).toBe('undefined');
  });

  test('the page goes nowhere else, and a link opens outside', async () => {
    await page.evaluate(`location.href = 'https://evil.example/steal'`);
    await until(async () => (await opened()).length === 1);
    // The last one is for the order: what comes before it has been refused.
    const urls = [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'ms-msdt:/id',
      'https://docs.example/page',
    ];
    for (const url of urls) await page.evaluate(`void window.open(${JSON.stringify(url)})`);
    await until(async () => (await opened()).length > 1);
    expect(await opened()).toEqual(['https://evil.example/steal', 'https://docs.example/page']);
    expect(await page.locator('.composer').count()).toBe(1);
    expect(desktop.electron.windows().length).toBe(1);
  });

  test('the page is given no camera, no place, no notifications of its own', async () => {
    expect(await page.evaluate(`Notification.requestPermission()`)).toBe('denied');
    const denied = await page.evaluate(`new Promise((resolve) => {
      navigator.geolocation.getCurrentPosition(() => resolve('given'), (error) => resolve(error.code));
    })`);
    expect(denied).toBe(1);
  });

  test('the bridge is all there is, it cannot be changed, and main checks what comes over it', async () => {
    const members = await page.evaluate<string[]>(`Object.keys(window.workspace).sort()`);
    expect(members).toEqual([
      'canKeepSecrets',
      'cancelDownload',
      'changeSettings',
      'getServer',
      'getSettings',
      'givePassword',
      'installUpdate',
      'isRemembered',
      'missingDictionaries',
      'notify',
      'onDownload',
      'onFault',
      'onFind',
      'onIdle',
      'onOpenPlace',
      'onReply',
      'onUpdateReady',
      'onWake',
      'openDownload',
      'platform',
      'prepareDrag',
      'setServer',
      'showAppearance',
      'showDiagnostics',
      'showDownload',
      'showState',
      'startDrag',
      'version',
    ]);
    const outcomes = await page.evaluate<string[]>(`(async () => {
      const outcomes = [];
      for (const call of [
        () => window.workspace.setServer(42),
        () => window.workspace.setServer('x'.repeat(5000)),
        () => window.workspace.changeSettings({ server: 'https://evil.example' }),
        () => window.workspace.changeSettings({ closeToTray: 'yes' }),
        () => window.workspace.getServer('more'),
      ]) outcomes.push(await call().then(() => 'done', (error) => error.message));
      try { window.workspace.getServer = () => 1; } catch { /* in strict mode */ }
      outcomes.push(typeof (await window.workspace.getServer()).url);
      return outcomes;
    })()`);
    for (const outcome of outcomes.slice(0, 5)) expect(outcome).toContain('refused');
    expect(outcomes[5]).toBe('string');
  });
});
