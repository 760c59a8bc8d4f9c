import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desktop } from '../standin/driver.ts';
import { buildPage, signInOn, untilLive } from '../support/page.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';
import { createWorkplace, kinds, type Workplace } from './client.ts';

let server: TestServer;
let workplace: Workplace;
let desktop: Desktop;
type Page = Awaited<ReturnType<Desktop['page']>>;
let page: Page;

describe.each(kinds)('the built client on %s', (kind) => {
  beforeAll(async () => {
    buildPage();
    server = await startServer();
    workplace = createWorkplace(kind, server.url);
    desktop = await workplace.launch();
    page = await desktop.page();
    await signInOn(page, ADMIN);
    await untilLive(page);
  });
  afterAll(async () => {
    await workplace.clear();
    await server.stop();
  });
  const recorded = (what: string) =>
    desktop.evaluate(({ standin }, kindOf) => standin.all(kindOf), what);

  test('the page comes with a policy that allows its own origin and nothing else', async () => {
    const policy = await page.evaluate<string>(
      `fetch('/').then((answer) => answer.headers.get('content-security-policy'))`,
    );
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("trusted-types 'none'");
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
    await until(async () => (await recorded('open-external')).length === 1);
    await page.evaluate(`void window.open('https://docs.example/page')`);
    await until(async () => (await recorded('open-external')).length === 2);
    for (const url of ['file:///etc/passwd', 'javascript:alert(1)', 'ms-msdt:/id']) {
      await page.evaluate(`void window.open(${JSON.stringify(url)})`);
    }
    expect((await recorded('open-external')).map(({ url }) => url)).toEqual([
      'https://evil.example/steal',
      'https://docs.example/page',
    ]);
    const opened = await recorded('window-open');
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.map(({ action }) => action)).not.toContain('allow');
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
      'changeSettings',
      'getServer',
      'getSettings',
      'installUpdate',
      'isRemembered',
      'notify',
      'onIdle',
      'onOpenChannel',
      'onUpdateReady',
      'onWake',
      'platform',
      'setServer',
      'showAppearance',
      'showState',
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
