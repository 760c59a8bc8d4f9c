import type { Browser } from 'playwright-core';
import { afterAll } from 'vitest';
import type { Person } from './api.ts';
import { closePages, sharedChromium } from './chromium.ts';
import { buildPage } from './page.ts';
import { newApiToken } from './posting.ts';
import type { Env, TestServer } from './server.ts';
import { serverForSuite } from './suite.ts';

/**
 * For the suite that calls this: a browser, a server with the page, and its administrator, who has no
 * seat and so needs no heartbeat.
 */
export async function pageForSuite(
  env: Env = {},
): Promise<{ browser: Browser; server: TestServer; admin: Person; general: string }> {
  buildPage();
  const browser = await sharedChromium();
  const { server, admin, general } = await serverForSuite(env);
  const token = await newApiToken(server, admin.token);
  await server.delete('/session', admin.token);
  afterAll(() => closePages(browser));
  return { browser, server, admin: { ...admin, token }, general };
}
