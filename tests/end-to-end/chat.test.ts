import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { bodiesOn, buildPage, openPage, say, signInOn } from '../support/page.ts';
import { ADMIN, startServer, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let browser: Browser;

beforeAll(async () => {
  buildPage();
  server = await startServer();
  browser = await sharedChromium();
});
afterAll(async () => {
  await closePages(browser);
  await server.stop();
});

test('two people chat live, and each sees who is there', async () => {
  const { token } = await signIn(server, ADMIN);
  const [alice, bob] = [await addUser(server, token, 'alice'), await addUser(server, token, 'bob')];
  await server.delete('/session', token);
  const [hers, his] = [await openPage(browser, server.url), await openPage(browser, server.url)];
  await signInOn(hers, alice);
  await signInOn(his, bob);
  await until(async () => (await hers.locator('.count').innerText()) === '2 connected');

  await say(hers, 'Are you there, **bob**?');
  await until(async () => (await bodiesOn(his)).includes('Are you there, bob?'));
  await say(his, 'I am.');
  await say(his, 'Are you?');
  const all = ['Are you there, bob?', 'I am.', 'Are you?'];
  await until(async () => (await bodiesOn(hers)).length === all.length);
  expect(await bodiesOn(hers)).toEqual(all);
  expect(await bodiesOn(his)).toEqual(all);
  expect(await his.locator('.markdown strong').innerText()).toBe('bob');

  await his.close();
  await hers.click('[aria-label="Log out"]');
  await hers.waitForSelector('[name=password]');
  await until(
    async () =>
      (await server.post('/sessions', { ...alice, device: { fingerprint: 'another-workstation' } }))
        .status === 201,
  );
});
