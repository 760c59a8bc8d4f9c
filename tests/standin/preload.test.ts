import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../support/until.ts';
import type { Desktop } from './driver.ts';
import { kinds, launchFixture, run } from './fixture.ts';

describe.each(kinds)('a preload, on %s,', (kind) => {
  let desktop: Desktop;
  let page: Page;
  beforeAll(async () => {
    desktop = await launchFixture(kind);
    page = await desktop.page();
  });
  afterAll(() => desktop?.close());

  test('gives the page what it exposes, frozen, and nothing of its own world', async () => {
    const seen = await run(
      page,
      `return {
         sum: fixture.add(1, 2),
         names: Object.keys(fixture).sort(),
         isFrozen: Object.isFrozen(fixture),
         others: [typeof ofThePreload, typeof require, typeof ipcRenderer, typeof process],
       }`,
    );
    expect(seen).toEqual({
      sum: 3,
      names: ['add', 'echo', 'fail', 'onTold', 'send', 'version'],
      isFrozen: true,
      others: ['undefined', 'undefined', 'undefined', 'undefined'],
    });
  });

  test('leaves nothing else in the page that a page would not have', async () => {
    const own = await run(
      page,
      `const frame = document.body.appendChild(document.createElement('iframe'));
       const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
       frame.remove();
       return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/^\\d+$/.test(name));`,
    );
    expect(own).toContain('fixture');
    expect(own).not.toContainEqual(expect.stringMatching(/send|receive|standin|electron/i));
  });

  test('carries to the main process and back what can be cloned', async () => {
    const answer = await run(
      page,
      `const bytes = new Uint8Array([0, 127, 255]);
       const sent = { at: new Date(5), none: undefined, bytes, big: 1n, list: [NaN], map: new Map([[1, 'a']]) };
       const { value, from } = await fixture.echo(sent);
       return {
         from,
         at: value.at instanceof Date && value.at.getTime(),
         none: 'none' in value && value.none === undefined,
         bytes: value.bytes instanceof Uint8Array && [...value.bytes],
         big: value.big === 1n,
         list: Number.isNaN(value.list[0]),
         map: value.map.get(1),
       };`,
    );
    expect(answer).toEqual({
      from: 'app://workspace/',
      at: 5,
      none: true,
      bytes: [0, 127, 255],
      big: true,
      list: true,
      map: 'a',
    });
  });

  test('refuses to carry what cannot be cloned, either way', async () => {
    const refused = await run(
      page,
      `try { await fixture.echo(Symbol('s')); return 'carried'; } catch (error) { return error.message; }`,
    );
    expect(refused).toMatch(/could not be cloned/);
    const thrown = await desktop.evaluate(({ webContents }) => {
      try {
        webContents.fromId(1)?.send('told', () => {});
        return 'carried';
      } catch (error) {
        return String(error);
      }
    });
    expect(thrown).toMatch(/could not be cloned/);
  });

  test('hears what a handler throws', async () => {
    const thrown = await run(page, 'return fixture.fail().catch((error) => error.message)');
    expect(thrown).toBe("Error invoking remote method 'fail': Error: no such luck");
  });

  test('sends in order, and says from where', async () => {
    await run(page, 'for (const count of [1, 2, 3]) fixture.send(count)');
    const sent = () => desktop.evaluate(() => globalThis.fixture.sent);
    await until(async () => (await sent()).length === 3);
    expect(await sent()).toEqual(
      [1, 2, 3].map((count) => ({ args: [count], from: 'app://workspace' })),
    );
  });

  test('hears in order what the main process tells it, once', async () => {
    await run(page, 'globalThis.told = []; fixture.onTold((...args) => told.push(args))');
    await desktop.evaluate(({ webContents }) => {
      for (const count of [1, 2, 3]) webContents.fromId(1)?.send('told', count, { count });
    });
    await until(async () => (await run(page, 'return told.length')) === 3);
    expect(await run(page, 'return told')).toEqual([1, 2, 3].map((count) => [count, { count }]));
  });

  test('is there again after a reload', async () => {
    await page.reload();
    expect(await run(page, `return (await fixture.echo('again')).value`)).toBe('again');
  });
});
