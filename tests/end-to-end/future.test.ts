import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { append } from '../../api/events/event-log.ts';
import { addUser } from '../support/api.ts';
import { say as post } from '../support/chat.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { bodiesOn, buildPage, openPage, say, signInOn, untilLive } from '../support/page.ts';
import { serverForSuite } from '../support/suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const { server, admin, general } = await serverForSuite();
let browser: Browser;

beforeAll(async () => {
  buildPage();
  browser = await sharedChromium();
});
afterAll(() => closePages(browser));

test('a page passes the events of a newer server by, is live, and resumes after them', async () => {
  const page = await openPage(browser, server.url);
  const asked: (string | undefined)[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/events')) asked.push(request.headers()['last-event-id']);
  });
  await signInOn(page, await addUser(server, admin.token, 'of-today'));
  await untilLive(page);
  const known = await post(server, admin, general, 'of today');

  const { db } = await connectToTest(server.database);
  /** As a newer server does. */
  const log = (type: string, data: unknown) =>
    db.transaction().execute(async (trx) => {
      const position = await append(trx, [
        { event: 'message.created', homeId: known.channelId, data: known },
      ]);
      const row = { type, data: JSON.stringify(data) };
      await trx.updateTable('eventLog').set(row).where('position', '=', position).execute();
    });
  for (const [type, data] of [
    ['thread.exploded', { pieces: 3 }],
    ['channel.created', { id: general, kind: 'thread' }],
    ['message.created', 'no message at all'],
    [
      'message.updated',
      { ...known, body: 'with more to it', editedAt: known.createdAt, mood: ['fine'] },
    ],
  ] as const) {
    await log(type, data);
  }
  await until(async () => (await bodiesOn(page)).join() === 'with more to it');
  await post(server, admin, general, 'and on');
  await until(async () => (await bodiesOn(page)).join() === 'with more to it,and on');
  await untilLive(page);

  // One reload away, and not in the way.
  const { body: presence } = await server.get('/presence', admin.token);
  await log('ready', { version: '99.0.0', presence });
  await page.click('.toast >> text=Reload');
  await untilLive(page);
  expect(await page.locator('.toast p').count()).toBe(0);

  const { cursor } = (await server.get('/channels', admin.token)).body;
  await page.evaluate("window.dispatchEvent(new Event('online'))");
  await until(() => asked.at(-1) === cursor);
});

test('an answer of another shape is no answer: the page asks again, and goes on with what it knows', async () => {
  const page = await openPage(browser, server.url);
  let spoilt = 0;
  await page.route('**/api/v1/channels', async (route) => {
    spoilt += 1;
    const answer = await (await route.fetch()).json();
    const json =
      spoilt === 1
        ? { ...answer, channels: 'of another shape' }
        : { ...answer, mood: 'fine', channels: answer.channels.map(withMore) };
    await route.fulfill({ json });
  });
  await signInOn(page, await addUser(server, admin.token, 'of-tomorrow'));
  await untilLive(page);
  expect(spoilt).toBeGreaterThan(1);
  await say(page, 'still here');
  await until(async () => (await bodiesOn(page)).at(-1) === 'still here');
});

const withMore = (channel: object) => ({ ...channel, colour: 'green' });
