import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Page as PageFiles } from '../../api/web/page-files.ts';
import { type Answer, addUser, type Person, signIn } from '../support/api.ts';
import { history, makeChannel, say } from '../support/chat.ts';
import { buildOldPage, hasOldPage, servePage } from '../support/old-page.ts';
import { bodiesOn, openChannelOn, PATIENCE_MS, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { newApiToken } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import type { TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

const isTried = isLong() && hasOldPage();
if (isLong() && !isTried)
  console.info('The page of before 1.1 is not tried: this clone does not have its history.');

let server: TestServer;
let admin: Person;
let alice: Person & { seat: string };
let bob: Awaited<ReturnType<typeof addUser>>;
let general: string;
let files: PageFiles;
let his: Page;
const errors: string[] = [];

beforeAll(async () => {
  if (!isTried) return;
  files = buildOldPage();
  const suite = await pageForSuite();
  ({ server, admin, general } = suite);
  bob = await addUser(server, admin.token, 'bob');
  const signedIn = await signIn(server, await addUser(server, admin.token, 'alice'));
  alice = {
    ...signedIn,
    seat: signedIn.token,
    token: await newApiToken(server, signedIn.token),
  };
  const context = await suite.browser.newContext({
    viewport: { width: 1200, height: 800 },
    locale: 'en-GB',
  });
  context.setDefaultTimeout(PATIENCE_MS);
  await servePage(context, files);
  his = await context.newPage();
  await his.goto(server.url);
  await signInOn(his, bob);
  await untilLive(his);
  // Before, nobody was signed in, which the console tells.
  his.on('pageerror', (error) => errors.push(String(error)));
  his.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
});

async function act(by: Person, method: Method, path: string, body?: unknown): Promise<Answer> {
  const answer =
    method === 'delete'
      ? await server.delete(path, by.token)
      : await server[method](path, body, by.token);
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer;
}
type Method = 'put' | 'patch' | 'post' | 'delete';

/** What a page shows: the lists at the side with their counts, who is connected, and what is said. */
async function shownOn(page: Page): Promise<string> {
  const parts = ['.sidebar', '.pane', '.timeline .markdown, .timeline .gone'];
  const texts = parts.map((part) => page.locator(part).allInnerTexts());
  return JSON.stringify(await Promise.all(texts), null, 1);
}
async function openPeopleOn(page: Page): Promise<void> {
  await page.click('.way >> nth=1');
  await page.waitForSelector('.pane .people');
}

test.runIf(isTried)(
  'a page of before 1.1 stays whole while all that is new happens around it',
  async () => {
    const memberIds = [bob.id];
    const { id: open } = await makeChannel(server, alice, 'open', { memberIds });
    const { id: other } = await makeChannel(server, alice, 'other', { memberIds });
    const direct = (await act(alice, 'put', `/direct/${bob.id}`)).body.id;
    await openChannelOn(his, 'open');
    for (const [channelId, name] of [
      [open, 'open'],
      [other, 'other'],
      [direct, 'direct'],
      [general, 'general'],
    ] as const) {
      for (const part of ['first', 'second', 'third', 'fourth'])
        await say(server, alice, channelId, `${part} of ${name}`);
      await act(alice, 'post', `/channels/${channelId}/typing`);
    }
    await until(async () => (await bodiesOn(his)).at(-1) === 'fourth of open');
    for (const channelId of [open, other]) {
      const [first, second, third, fourth] = await history(server, alice, channelId);
      for (const emoji of ['👍', '🎉'].map(encodeURIComponent)) {
        await act(alice, 'put', `/messages/${first?.id}/reactions/${emoji}`);
        await act(admin, 'put', `/channels/${channelId}/members/${admin.id}`);
        await act(admin, 'put', `/messages/${first?.id}/reactions/${emoji}`);
        await act(alice, 'delete', `/messages/${first?.id}/reactions/${emoji}`);
      }
      const thread = (await act(alice, 'put', `/messages/${second?.id}/thread`)).body.id;
      const reply = await say(server, alice, thread, 'a reply, @bob');
      await say(server, admin, thread, 'and another one');
      await act(alice, 'patch', `/messages/${reply.id}`, { body: 'an edited reply' });
      await act(admin, 'put', `/channels/${thread}/follow`);
      await act(admin, 'delete', `/channels/${thread}/follow`);
      await act(alice, 'post', `/channels/${thread}/typing`);
      await act(alice, 'delete', `/messages/${reply.id}`);
      await act(alice, 'put', `/messages/${second?.id}/pin`);
      await act(alice, 'put', `/messages/${third?.id}/pin`);
      await act(alice, 'delete', `/messages/${third?.id}/pin`);
      await act(alice, 'put', `/messages/${third?.id}/saved`);
      await act(alice, 'patch', `/messages/${third?.id}`, { body: 'look here, @bob' });
      await act(alice, 'delete', `/messages/${fourth?.id}`);
      await act(alice, 'patch', `/channels/${channelId}`, { topic: 'of all sorts' });
      await act(alice, 'patch', `/channels/${channelId}/settings`, { notify: 'nothing' });
    }
    // She comes, goes and comes again.
    await server.delete('/session', alice.seat);
    await signIn(server, alice);
    await act(alice, 'patch', '/users/me', { status: { emoji: '🌴', text: 'away' } });
    await act(alice, 'patch', '/users/me', { displayName: 'Alice A.' });
    await act(alice, 'put', `/channels/${direct}/read`, { seq: 4 });
    await act(alice, 'put', '/direct', { userIds: [bob.id, admin.id] });
    // His own, which another client of his may have changed.
    await his.evaluate(
      (ids) =>
        Promise.all(
          ids.map((id) =>
            fetch(`/api/v1/channels/${id}/settings`, {
              method: 'PATCH',
              headers: { 'content-type': 'application/json' },
              body: JSON.stringify({ isFavourite: true }),
            }),
          ),
        ).then(() => undefined),
      [other, open],
    );
    await say(server, alice, open, 'the last of it');
    await until(async () => (await bodiesOn(his)).at(-1) === 'the last of it');
    await until(async () => (await his.locator('.sidebar').innerText()).includes('Alice A.'));
    await untilLive(his);

    const fresh = await his.context().newPage();
    await fresh.goto(his.url());
    await untilLive(fresh);
    await until(async () => (await bodiesOn(fresh)).at(-1) === 'the last of it');
    await openPeopleOn(his);
    await openPeopleOn(fresh);
    const wanted = await shownOn(fresh);
    for (const what of ['@1', 'Alice A.', '2 connected', 'look here, @bob', 'was deleted'])
      expect(wanted).toContain(what);
    await until(async () => (await shownOn(his)) === wanted).catch(async () =>
      expect(await shownOn(his)).toBe(wanted),
    );
    await untilLive(his);
    expect(errors).toEqual([]);
  },
);
