import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { append, type NewEvent } from '../../api/events/event-log.ts';
import { addUser } from '../support/api.ts';
import { say as post } from '../support/chat.ts';
import { closePages, sharedChromium } from '../support/chromium.ts';
import { bodiesOn, buildPage, openPage, signInOn, untilLive } from '../support/page.ts';
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
  const everyone = { channelId: general, isPublic: true };
  await append(db, [
    { ...everyone, type: 'thread.exploded' as NewEvent['type'], data: { pieces: 3 } },
    { ...everyone, type: 'channel.created', data: { id: general, kind: 'thread' } },
    {
      ...everyone,
      type: 'message.updated',
      data: { ...known, body: 'with more to it', editedAt: known.createdAt, mood: ['fine'] },
    },
    { ...everyone, type: 'message.created', data: 'no message at all' },
  ]);
  await until(async () => (await bodiesOn(page)).join() === 'with more to it');
  await post(server, admin, general, 'and on');
  await until(async () => (await bodiesOn(page)).join() === 'with more to it,and on');
  await untilLive(page);

  const { cursor } = (await server.get('/channels', admin.token)).body;
  await page.evaluate("window.dispatchEvent(new Event('online'))");
  await until(() => asked.at(-1) === cursor);
});
