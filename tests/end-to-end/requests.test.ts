import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { type Answer, addUser, type Person, signIn } from '../support/api.ts';
import { history, makeChannel, say } from '../support/chat.ts';
import { bodiesOn, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { newApiToken } from '../support/posting.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let admin: Person;
let alice: Person;
let bob: Awaited<ReturnType<typeof addUser>>;
let his: Page;
let openId: string;
let otherId: string;
/** The lists that his page has asked for. */
const asked: string[] = [];
let marks = 0;

const LISTS = /^\/api\/v1\/(channels|users|presence|channels\/[^/]+\/(messages|members|pins))$/;

beforeAll(async () => {
  const suite = await pageForSuite();
  ({ server, admin } = suite);
  bob = await addUser(server, admin.token, 'bob');
  const signedIn = await signIn(server, await addUser(server, admin.token, 'alice'));
  alice = { ...signedIn, token: await newApiToken(server, signedIn.token) };
  await server.delete('/session', signedIn.token);
  const memberIds = [bob.id];
  openId = (await makeChannel(server, alice, 'open', { memberIds })).id;
  otherId = (await makeChannel(server, alice, 'other', { memberIds })).id;
  for (const text of ['first', 'second', 'third', 'fourth']) await say(server, alice, openId, text);
  his = await openPage(suite.browser, server.url);
  his.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === 'GET' && LISTS.test(pathname)) asked.push(pathname);
  });
  await signInOn(his, bob);
  await untilLive(his);
  await openChannelOn(his, 'open');
  await until(async () => (await bodiesOn(his)).length === 4);
  await until(async () => !(await his.title()).startsWith('('));
  // He looks away: who reads along while others write may have to ask how far they have read.
  await his.evaluate('document.hasFocus = () => false');
  // What is read once, for a channel that is opened.
  for (const list of ['pins', 'members'])
    await until(() => asked.includes(`/api/v1/channels/${openId}/${list}`));
});
beforeEach(async () => {
  await settle();
  asked.length = 0;
});

/** Waits until his page has heard of all that was done before. */
async function settle(): Promise<void> {
  marks += 1;
  await say(server, alice, openId, `mark ${marks}`);
  await until(async () => (await bodiesOn(his)).at(-1) === `mark ${marks}`);
}

/** What somebody else does; a refusal fails the test. */
async function act(method: 'put' | 'patch', path: string, body?: unknown): Promise<Answer> {
  const answer = await server[method](path, body, alice.token);
  expect(answer.status).toBeLessThan(300);
  return answer;
}
async function messageOf(channelId: string, text: string) {
  const found = (await history(server, alice, channelId)).find(({ body }) => body === text);
  if (found === undefined) throw new Error(`no message says ${text}`);
  return found;
}
const pathOf = async (channelId: string, text: string) =>
  `/messages/${(await messageOf(channelId, text)).id}`;
const edit = async (channelId: string, text: string, body: string) =>
  act('patch', await pathOf(channelId, text), { body });
const remove = async (channelId: string, text: string) =>
  server.delete(await pathOf(channelId, text), alice.token);
async function reactPinAndReply(channelId: string, text: string): Promise<void> {
  const path = await pathOf(channelId, text);
  await act('put', `${path}/reactions/${encodeURIComponent('👍')}`);
  await act('put', `${path}/pin`);
  const { body } = await act('put', `${path}/thread`);
  await say(server, alice, body.id, 'a reply');
}

const WITHOUT_A_LIST: readonly [string, () => Promise<unknown>][] = [
  ['edits what is read', () => edit(openId, 'first', 'first!')],
  ['reacts to it, pins it and replies to it', () => reactPinAndReply(openId, 'second')],
  ['deletes what is read', () => remove(openId, 'first!')],
  ['renames a channel', () => act('patch', `/channels/${openId}`, { name: 'opened' })],
  ['takes another name', () => act('patch', '/users/me', { displayName: 'Alice A.' })],
  ['sets a status', () => act('patch', '/users/me', { status: { emoji: '🌴', text: 'away' } })],
  ['writes in another channel', () => say(server, alice, otherId, 'hello')],
  ['edits what is unread and not loaded', () => edit(otherId, 'hello', 'hello there')],
  ['mentions him there', () => say(server, alice, otherId, 'look, @bob')],
  [
    'edits what is unread and stands below a link',
    async () => {
      const { seq } = await messageOf(otherId, 'look, @bob');
      await say(server, alice, openId, `${server.url}/#/c/${otherId}/${seq}`);
      await his.waitForSelector('.linked-text >> text=look, @bob');
      asked.length = 0;
      await edit(otherId, 'look, @bob', 'look here, @bob');
      await his.waitForSelector('.linked-text >> text=look here, @bob');
    },
  ],
  ['mentions him once more', () => say(server, alice, otherId, 'and there, @bob')],
  ['reacts to that, pins it and replies to it', () => reactPinAndReply(otherId, 'and there, @bob')],
];
test.each(WITHOUT_A_LIST)('a page reads no list while somebody %s', async (_what, done) => {
  await done();
  await settle();
  expect(asked).toEqual([]);
});

// Only the server knows how it has counted what the page has not read.
test('the list of channels is read once where an edit of what is not loaded may be of a mention', async () => {
  await edit(otherId, 'and there, @bob', 'and there');
  await settle();
  expect(asked).toEqual(['/api/v1/channels']);
  await his.locator('.sidebar .place', { hasText: 'other' }).locator('text="@1"').waitFor();
});

test('it is read once where what is unread is deleted', async () => {
  await remove(otherId, 'and there');
  // A second after the last time.
  await until(() => asked.length > 0);
  await settle();
  expect(asked).toEqual(['/api/v1/channels']);
});
