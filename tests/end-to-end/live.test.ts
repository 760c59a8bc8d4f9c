import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { makeChannel } from '../support/chat.ts';
import { sharedChromium } from '../support/chromium.ts';
import { newDatabase, type TestDatabase } from '../support/database.ts';
import {
  bodiesOn,
  buildPage,
  openChannelOn,
  openPage,
  say,
  signInOn,
  untilLive,
} from '../support/page.ts';
import { freePort } from '../support/postgres.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, isReady, type ServerProcess, spawnServer } from '../support/server.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

let browser: Browser;
let database: TestDatabase;
let port: string;
let server: ServerProcess;
let admin: Person;
let channelId: string;
let rounds = 0;
let hers: Page;
let his: Page;

beforeAll(async () => {
  buildPage();
  browser = await sharedChromium();
  database = await newDatabase();
  port = String(await freePort());
  await startAgain();
  const { token, ...rest } = await signIn(server, ADMIN);
  admin = { ...rest, token: await newApiToken(server, token) };
  await server.delete('/session', token);
});
beforeEach(async () => {
  rounds += 1;
  const people = await Promise.all(
    ['alice', 'bob'].map((name) => addUser(server, admin.token, `${name}${rounds}`)),
  );
  const channel = await makeChannel(server, admin, `talk ${rounds}`, {
    memberIds: people.map(({ id }) => id),
  });
  channelId = channel.id;
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await Promise.all(people.map((person, index) => signInOn(index === 0 ? hers : his, person)));
  for (const page of [hers, his]) {
    await untilLive(page);
    await openChannelOn(page, 'talk');
  }
});
afterEach(() => Promise.all([hers.context().close(), his.context().close()]));
afterAll(async () => {
  await server.kill('SIGKILL');
  await database.remove();
});

async function startAgain(): Promise<void> {
  server = await spawnServer({ ...database.env, PORT: port, LOG_LEVEL: 'warn' });
  await isReady(server);
}

async function bodiesOnServer(): Promise<string[]> {
  const { body } = await server.get(`/channels/${channelId}/messages?limit=200`, admin.token);
  return body.messages.map((message: { body: string }) => message.body);
}

test('two people see each other there, and a post whose answer is lost once', async () => {
  for (const page of [hers, his]) {
    await until(async () => (await page.locator('.count').innerText()) === '2 connected');
  }
  // Else the stream would tell her that it is there.
  await hers.route('**/events', (route) => route.abort());
  await hers.evaluate("window.dispatchEvent(new Event('online'))");
  await hers.waitForSelector('.banner');
  const sent: string[] = [];
  const areWritten = Promise.withResolvers<void>();
  await hers.route('**/messages', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    sent.push(route.request().postDataJSON().clientId);
    if (sent.length > 1) return route.continue();
    expect((await route.fetch()).status()).toBe(201);
    await areWritten.promise;
    return route.abort('connectionreset');
  });
  await say(hers, 'only once');
  await say(hers, 'and this after it');
  areWritten.resolve();
  await until(async () => (await bodiesOn(his)).length === 2);
  // The lost one, the same again, and the one after it.
  expect(sent).toEqual([sent[0], sent[0], sent[2]]);
  expect(sent[2]).not.toBe(sent[0]);
  await hers.unroute('**/events');
  await until(async () => (await hers.locator('.outgoing').count()) === 0);
  for (const bodies of [await bodiesOnServer(), await bodiesOn(hers), await bodiesOn(his)]) {
    expect(bodies).toEqual(['only once', 'and this after it']);
  }
});

test('a new name and a newcomer are seen at once, though they are connected nowhere', async () => {
  const carl = await addUser(server, admin.token, `carl${rounds}`);
  await server.put(`/channels/${channelId}/members/${carl.id}`, undefined, admin.token);
  const { token } = await signIn(server, carl);
  await server.post(`/channels/${channelId}/messages`, { body: 'hello' }, token);
  await server.delete('/session', token);
  const asked: string[] = [];
  for (const page of [hers, his]) {
    await page.locator('.byline .who', { hasText: `carl${rounds}` }).waitFor();
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  }
  await server.patch(`/users/${carl.id}`, { displayName: 'Charles' }, admin.token);
  for (const page of [hers, his])
    await page.locator('.byline .who', { hasText: 'Charles' }).waitFor();
  expect(asked).not.toContain('/api/v1/users');
});

test.runIf(isLong())(
  'on a restored backup the page shows what that holds, and what has come since is gone',
  async () => {
    await say(his, 'in the backup');
    await say(his, 'after the backup');
    await until(async () => (await bodiesOn(hers)).length === 2);
    await until(async () => (await his.locator('.outgoing').count()) === 0);
    await server.kill('SIGTERM');
    const { db, close } = await connectToTest(database);
    // As the newer message had never been, in a log of its own.
    await db.deleteFrom('messages').where('body', '=', 'after the backup').execute();
    await db.updateTable('channels').set({ lastSeq: 1 }).where('id', '=', channelId).execute();
    await db.updateTable('serverIdentity').set({ epoch: 'ba0000000000' }).execute();
    await close();
    const asked: string[] = [];
    hers.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await startAgain();
    await until(async () => (await bodiesOn(hers)).join() === 'in the backup');
    await untilLive(hers);
    expect(asked).toEqual(expect.arrayContaining(['/api/v1/channels', '/api/v1/users']));
    await say(hers, 'and **on** it goes');
    for (const page of [hers, his]) {
      await until(async () => (await bodiesOn(page)).join() === 'in the backup,and on it goes');
    }
    expect(await his.locator('.markdown strong').innerText()).toBe('on');
  },
);

test('a conversation goes on over refreshes, restarts and crashes, and nothing is lost or doubled', async () => {
  const resumed: boolean[] = [];
  for (const page of [hers, his]) {
    page.on('request', (request) => {
      if (request.url().endsWith('/events')) resumed.push('last-event-id' in request.headers());
    });
  }
  const written: Record<'alice' | 'bob', string[]> = { alice: [], bob: [] };
  async function talk(count: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      for (const [who, page] of [
        ['alice', hers],
        ['bob', his],
      ] as const) {
        const text = `${who} says ${written[who].length + 1}`;
        written[who].push(text);
        await say(page, text);
      }
    }
  }
  const faults = [
    () => his.reload().then(() => untilLive(his)),
    // They go on writing while nobody answers.
    async () => {
      expect(await server.kill('SIGTERM')).toBe(0);
      await talk(2);
      await startAgain();
    },
    async () => {
      const crash = server.kill('SIGKILL');
      await talk(2);
      expect(await crash).toBe('SIGKILL');
      await startAgain();
    },
    () => hers.reload().then(() => untilLive(hers)),
  ];
  await talk(2);
  for (const fault of faults) {
    await fault();
    await talk(2);
  }
  const all = [...written.alice, ...written.bob];
  const isComplete = async (page: Page) =>
    (await page.locator('.outgoing').count()) === 0 && (await bodiesOn(page)).length >= all.length;
  await until(async () => (await isComplete(hers)) && (await isComplete(his)));

  const said = await bodiesOnServer();
  expect(said).toHaveLength(all.length);
  for (const who of ['alice', 'bob'] as const) {
    expect(said.filter((text) => text.startsWith(who))).toEqual(written[who]);
  }
  expect(await bodiesOn(hers)).toEqual(said);
  expect(await bodiesOn(his)).toEqual(said);
  await Promise.all([untilLive(hers), untilLive(his)]);
  // What the page has not heard of the stream tells, from where it broke off.
  expect(resumed.length).toBeGreaterThan(2);
  expect(resumed).not.toContain(false);
}, 60_000);
