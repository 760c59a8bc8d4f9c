import { expect, test } from 'vitest';
import { openPage, signInOn } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { ADMIN } from '../support/server.ts';

const { browser, server } = await pageForSuite();

test('one signs in, and stays signed in, beside a cookie of others with a lone percent sign', async () => {
  const foreign = { name: 'promo', value: '100%', domain: new URL(server.url).hostname, path: '/' };
  const cookie = {
    ...foreign,
    expires: -1,
    httpOnly: false,
    secure: false,
    sameSite: 'Lax',
  } as const;
  const page = await openPage(browser, server.url, {
    storageState: { cookies: [cookie], origins: [] },
  });
  expect(await page.evaluate('document.cookie')).toBe('promo=100%');
  await signInOn(page, ADMIN);
  await page.reload();
  await page.waitForSelector('.composer');
});
