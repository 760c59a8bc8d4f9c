import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import type { Desktop } from './driver.ts';
import { kinds, launchFixture, run } from './fixture.ts';

describe.each(kinds)('on %s', (kind) => {
  let folder: string;
  let desktop: Desktop | undefined;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'standin-test-'));
  });
  afterEach(async () => {
    await desktop?.close();
    desktop = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  test('what a page stores and a secret are there after a restart, the secret not in clear', async () => {
    desktop = await launchFixture(kind, { folder });
    await run(await desktop.page(), `localStorage.setItem('kept', 'yes')`);
    const sealed = await desktop.evaluate(async ({ safeStorage }) => {
      if (!(await safeStorage.isAsyncEncryptionAvailable())) throw new Error('no encryption');
      return (await safeStorage.encryptStringAsync('tokén')).toString('base64');
    });
    expect(Buffer.from(sealed, 'base64').toString()).not.toContain('tok');
    await desktop.close({ keep: true });
    desktop = await launchFixture(kind, { folder });
    expect(await run(await desktop.page(), `return localStorage.getItem('kept')`)).toBe('yes');
    const read = await desktop.evaluate(
      async ({ safeStorage }, text) =>
        (await safeStorage.decryptStringAsync(Buffer.from(text, 'base64'))).result,
      sealed,
    );
    expect(read).toBe('tokén');
  });

  test('a second copy hands its arguments to the first, and ends; when the first is killed it leaves its place to the next', async () => {
    desktop = await launchFixture(kind, { folder });
    await desktop.page();
    expect(await desktop.second(['workspace://channel/1'])).toBe(3);
    expect(await desktop.second(['workspace://channel/2'])).toBe(3);
    const { evaluate } = desktop;
    const second = () => evaluate(() => globalThis.fixture.second);
    await until(async () => (await second()).length === 2);
    expect((await second()).map(({ argv }) => argv.at(-1))).toEqual([
      'workspace://channel/1',
      'workspace://channel/2',
    ]);
    expect((await second())[0]).toMatchObject({ data: { from: 'fixture' } });
    await desktop.kill();
    desktop = await launchFixture(kind, { folder });
    expect(await run(await desktop.page(), 'return document.title')).toBe('Fixture');
  });

  test.runIf(kind === 'standin')('its browser does not outlive it', async () => {
    desktop = await launchFixture(kind, { folder });
    const endpoint = await desktop.evaluate(({ standin }) => standin.endpoint);
    const answers = () =>
      fetch(`http://${new URL(endpoint).host}/json/version`).then(
        ({ ok }) => ok,
        () => false,
      );
    expect(await answers()).toBe(true);
    desktop.electron.process().kill('SIGKILL');
    await until(async () => !(await answers()));
  });

  test.runIf(kind === 'standin')('what nobody caught fails the test that closes it', async () => {
    const faulty = await launchFixture(kind, { folder });
    await faulty.page();
    await faulty.evaluate(() => {
      setImmediate(() => {
        throw new Error('a fault of main');
      });
    });
    await until(() => faulty.evaluate(({ standin }) => standin.all('uncaught-exception').length));
    await expect(faulty.close()).rejects.toThrow('a fault of main');
  });

  test('the language is the one that was asked for; quitting asks, and can be prevented', async () => {
    desktop = await launchFixture(kind, { folder, locale: 'fr-FR' });
    const page = await desktop.page();
    expect(await desktop.evaluate(({ app }) => app.getLocale())).toMatch(/^fr/);
    expect(await run(page, 'return navigator.language')).toMatch(/^fr/);
    const asked = await desktop.evaluate(
      ({ app }) =>
        new Promise<number>((resolve) => {
          let count = 0;
          app.once('before-quit', (event) => {
            event.preventDefault();
            count += 1;
            resolve(count);
          });
          app.quit();
        }),
    );
    expect(asked).toBe(1);
    expect(await run(page, 'return document.title')).toBe('Fixture');
  });
});
