import type { Browser, Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { history } from '../support/chat.ts';
import { chooseOn, keptOn, openPage, say, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let browser: Browser;
let admin: Person;
let general: string;
let alice: Awaited<ReturnType<typeof addUser>>;
let page: Page;
let users = 0;

beforeAll(async () => {
  ({ browser, server, admin, general } = await pageForSuite());
});
beforeEach(async () => {
  users += 1;
  alice = await addUser(server, admin.token, `alice${users}`);
  page = await openPage(browser, server.url);
  await signInOn(page, alice);
  await untilLive(page);
});
afterEach(() => page.context().close());

const cutOff = () => page.route('**/api/**', (route) => route.abort('internetdisconnected'));
const restore = () => page.unroute('**/api/**');
async function isSignedIn(): Promise<boolean> {
  const { body } = await server.get('/sessions', admin.token);
  return body.sessions.some((session: { userId: string }) => session.userId === alice.id);
}
async function isOwed(): Promise<boolean> {
  return 'workspace.log-out-owed' in (await keptOn(page));
}
/** The paths that the page asks for from now on. */
function listenIn(): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    asked.push(`${request.method()} ${new URL(request.url()).pathname}`);
  });
  return asked;
}

test('a log-out that the server cannot be told of is owed, paid later, and final', async () => {
  await page.fill('.composer textarea', 'a draft');
  await cutOff();
  await say(page, 'never sent');
  await page.fill('.composer textarea', 'another draft');
  await chooseOn(page, 'Log out');
  await page.waitForSelector('[name=password]');
  const kept = await keptOn(page);
  const theirs = /draft|never sent|outbox|device-token|signed-in|open\./;
  expect(Object.entries(kept).filter((entry) => theirs.test(entry.join()))).toEqual([]);
  expect(JSON.stringify(kept)).not.toContain(alice.id);
  expect(await isSignedIn()).toBe(true);

  // It is still owed after the page has been closed and opened.
  await page.reload();
  await page.waitForSelector('text=Try again');
  const asked = listenIn();
  await restore();
  await until(async () => !(await isSignedIn()));
  await page.waitForSelector('[name=password]');
  await until(async () => !(await isOwed()));
  expect(asked).not.toContain('GET /api/v1/events');
  expect(asked).not.toContain('POST /api/v1/sessions');
  expect(await history(server, admin, general)).toEqual([]);
});

test('it is paid in the background, without the page being asked again', async () => {
  await cutOff();
  await chooseOn(page, 'Log out');
  await page.waitForSelector('[name=password]');
  const asked = listenIn();
  await restore();
  await until(async () => !(await isSignedIn()));
  await until(async () => !(await isOwed()));
  // In either order: an attempt that was under way may have been heard from its second half on.
  expect(new Set(asked)).toEqual(
    new Set(['DELETE /api/v1/session', 'POST /api/v1/device-tokens/revoke']),
  );
});

test('whoever signs in while it is owed is not logged out by it', async () => {
  await page.route('**/api/v1/session', (route) =>
    route.request().method() === 'DELETE' ? route.abort('internetdisconnected') : route.continue(),
  );
  await chooseOn(page, 'Log out');
  await page.waitForSelector('[name=password]');
  await page.fill('[name=username]', alice.username);
  await page.fill('[name=password]', alice.password);
  const asked = listenIn();
  await page.click('button[type=submit]');
  await until(() => asked.includes('DELETE /api/v1/session'));
  expect(asked).not.toContain('POST /api/v1/sessions');

  await page.unroute('**/api/v1/session');
  await until(async () => {
    if ((await page.locator('.composer').count()) > 0) return true;
    await page
      .locator('button[type=submit]:enabled')
      .click({ timeout: 1_000 })
      .catch(() => undefined);
    return false;
  });
  await untilLive(page);
  expect(await isOwed()).toBe(false);
  const before = asked.filter((path) => path === 'DELETE /api/v1/session').length;
  await say(page, 'still here');
  await until(async () => (await page.locator('.row .markdown').count()) === 1);
  expect(await isSignedIn()).toBe(true);
  expect(asked.filter((path) => path === 'DELETE /api/v1/session')).toHaveLength(before);
});

test('whoever is disconnected from elsewhere is told why, and does not come back by themselves', async () => {
  await page.clock.install();
  const asked = listenIn();
  await signIn(server, alice, { takeover: true });
  await page.waitForSelector('text=You have signed in on another workstation');
  // The page has time to try, if it would.
  await page.bringToFront();
  await page.evaluate(`for (const name of ['online', 'focus']) dispatchEvent(new Event(name))`);
  await page.clock.runFor(300_000);
  expect(asked.filter((path) => /events|POST .*sessions/.test(path))).toEqual([]);
});

// In `npm test` three tabs are logged out and in again by tests/end-to-end/tabs.test.ts.
test.runIf(isLong())(
  'a window beside it goes to the sign-in screen too, and in with it again',
  async () => {
    const beside = await page.context().newPage();
    await beside.goto(server.url);
    await untilLive(beside);
    await chooseOn(page, 'Log out');
    await beside.waitForSelector('text=You have logged out');
    await signInOn(page, alice);
    await untilLive(beside);
    await untilLive(page);
  },
);
