import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel, say } from '../support/chat.ts';
import { chooseOn, openPage, signInOn } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { postAll } from '../support/posting.ts';
import { isLong } from '../support/rounds.ts';
import { ADMIN, type TestServer } from '../support/server.ts';
import { until } from '../support/until.ts';

let server: TestServer;
let browser: Browser;
let admin: Person;
let general: string;
let people: User[];
type User = Awaited<ReturnType<typeof addUser>>;

beforeAll(async () => {
  ({ browser, server, admin, general } = await pageForSuite());
  people = [];
  for (let n = 0; n < 12; n += 1) people.push(await addUser(server, admin.token, `reader${n}`));
});

/** One who has not been signed in yet. */
function newUser(): User {
  const user = people.pop();
  if (user === undefined) throw new Error('there are no more users');
  return user;
}
const addressOf = (page: Page) => page.evaluate<string>('location.hash');
const titleOf = (page: Page) => page.locator('.channel-head h1').innerText();
const isAt = (page: Page, address: string) =>
  until(async () => (await addressOf(page)) === address);
const isIn = (page: Page, channel: string) => until(async () => (await titleOf(page)) === channel);
const goTo = (page: Page, address: string) => page.evaluate(`location.hash = '${address}'`);
const told = (page: Page) => page.locator('.astray p').innerText();

/** Signs in, on whatever comes next. */
async function typeSignIn(page: Page, who: { username: string; password: string }): Promise<void> {
  await page.fill('[name=username]', who.username);
  await page.fill('[name=password]', who.password);
  await page.keyboard.press('Enter');
}

describe('a channel', () => {
  test('has an address, to which one goes back and forward, and which outlives a reload', async () => {
    const user = newUser();
    const { id } = await makeChannel(server, admin, 'workshop', { memberIds: [user.id] });
    const page = await openPage(browser, server.url);
    await signInOn(page, user);
    await isAt(page, `#/c/${general}`);
    await until(async () => /general · Workspace$/.test(await page.title()));
    await page.click('.sidebar .place >> text=workshop');
    await isAt(page, `#/c/${id}`);
    await until(async () => /workshop · Workspace$/.test(await page.title()));
    await page.goBack();
    await isIn(page, 'general');
    await page.goForward();
    await isIn(page, 'workshop');
    await page.reload();
    await isIn(page, 'workshop');
    expect(await addressOf(page)).toBe(`#/c/${id}`);
    // The channel that is open by default is no step of its own.
    await page.goBack();
    await isIn(page, 'general');
    await page.goBack();
    expect(page.url()).toBe('about:blank');
    await page.context().close();
  });

  test('that one may not see, or that is no more, is told of, and so is an address of nothing', async () => {
    const user = newUser();
    const hidden = await makeChannel(server, admin, 'hidden', { kind: 'private' });
    const open = await makeChannel(server, admin, 'open to all');
    const page = await openPage(browser, `${server.url}/#/c/${hidden.id}`);
    await signInOn(page, user);
    await until(async () => (await told(page)).startsWith('This channel does not exist, or you'));
    expect(await titleOf(page)).toBe('general');
    expect(await addressOf(page)).toBe(`#/c/${general}`);
    for (const address of ['#/nowhere', '#top', `#/c/${general}/x`]) {
      await page.click('.astray button');
      await page.waitForSelector('.astray p', { state: 'detached' });
      await goTo(page, address);
      await until(async () => (await told(page)).startsWith('This address leads nowhere'));
      expect(await addressOf(page)).toBe(`#/c/${general}`);
    }
    await goTo(page, `#/c/${general}/999`);
    await until(async () => (await told(page)).startsWith('There is no such message'));
    expect(await violationsInState(page)).toEqual([]);
    await goTo(page, `#/c/${open.id}/pins`);
    await until(async () => (await told(page)).startsWith('You are not in open to all yet.'));
    await page.click('.astray >> text=Join');
    await isIn(page, 'open to all');
    await page.waitForSelector('.astray p', { state: 'detached' });
    await page.waitForSelector('.pane .pins-list');
    await page.click('.pane [aria-label=Close]');
    await server.delete(`/channels/${open.id}`, admin.token);
    await isIn(page, 'general');
    await isAt(page, `#/c/${general}`);
    await page.context().close();
  });
});

/** Somebody in a channel of so many messages, which they have not read. */
async function newLines(count: number) {
  const user = newUser();
  const { id } = await makeChannel(server, admin, `lines ${count}`, { memberIds: [user.id] });
  const bodies = Array.from({ length: count }, (_, index) => `Line ${index + 1}`);
  await postAll(server, admin.token, id, bodies, 10);
  return { user, id };
}

describe('a message', () => {
  test('is gone to by its address, however old it is, also where one signs in first', async () => {
    const { user, id } = await newLines(150);
    // It is neither among the newest nor among the first unread ones.
    const page = await openPage(browser, `${server.url}/#/c/${id}/75`);
    await signInOn(page, user);
    await page.waitForSelector('.row[data-seq="75"]:focus');
    await goTo(page, `#/c/${id}/3`);
    await page.waitForSelector('.row[data-seq="3"]:focus');
    await goTo(page, `#/c/${id}/140`);
    await page.waitForSelector('.row[data-seq="140"]:focus');
    await goTo(page, `#/c/${general}`);
    await isIn(page, 'general');
    await page.goBack();
    await page.waitForSelector('.row[data-seq="140"]:focus');
    await page.reload();
    await page.waitForSelector('.row[data-seq="140"]:focus');
    // At the newest one, the address is the channel's.
    await page.keyboard.press('Escape');
    await isAt(page, `#/c/${id}`);
    await page.waitForSelector('.composer textarea:focus');
    await page.context().close();
  });

  test.runIf(isLong())(
    'is stayed at, though the page of one that was gone to before comes later',
    async () => {
      const { user, id } = await newLines(300);
      const page = await openPage(browser, `${server.url}/#/c/${id}/150`);
      await signInOn(page, user);
      await page.waitForSelector('.row[data-seq="150"]:focus');
      for (const later of [299, 151]) {
        const release = Promise.withResolvers<void>();
        const held = /[?&](before=3|after=2)&/;
        await page.route(held, async (route) => {
          await release.promise;
          await route.continue();
        });
        const isAsked = page.waitForRequest(held);
        await goTo(page, `#/c/${id}/3`);
        await isAsked;
        await goTo(page, `#/c/${id}/${later}`);
        const row = page.locator(`.row[data-seq="${later}"]`);
        await page.waitForSelector(`.row[data-seq="${later}"]:focus`);
        const isThere = page.waitForResponse(/[?&]after=2&/);
        release.resolve();
        await (await isThere).finished();
        await page.unroute(held);
        await page.evaluate('new Promise(requestAnimationFrame)');
        await page.evaluate('new Promise(requestAnimationFrame)');
        expect(await row.count()).toBe(1);
        await goTo(page, `#/c/${id}/150`);
        await page.waitForSelector('.row[data-seq="150"]:focus');
      }
      await page.context().close();
    },
  );

  test('has a link that is copied, also by the keyboard and over plain HTTP', async () => {
    const user = newUser();
    const { id } = await makeChannel(server, admin, 'copied', { memberIds: [user.id] });
    await say(server, admin, id, 'Worth a link');
    const page = await openPage(browser, `${server.url}/#/c/${id}`);
    await signInOn(page, user);
    await page.waitForSelector('.row');
    // As where the page is no secure context.
    await page.evaluate(
      "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true })",
    );
    await page.keyboard.press('Shift+Tab');
    await page.waitForSelector('.row:focus');
    for (const key of ['Tab', 'End', 'Enter', 'ArrowDown']) await page.keyboard.press(key);
    await page.waitForSelector('[role=menuitem]:focus >> text=Copy link');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[aria-label="Link copied"]:focus');
    await page.focus('.composer textarea');
    await page.keyboard.press('Control+v');
    expect(await page.inputValue('.composer textarea')).toBe(`${server.url}/#/c/${id}/1`);
    await page.fill('.composer textarea', '');
    await page.click('button.head-title');
    await page.click('[role=menuitem] >> text=Copy link');
    await page.focus('.composer textarea');
    await page.keyboard.press('Control+v');
    expect(await page.inputValue('.composer textarea')).toBe(`${server.url}/#/c/${id}`);
    await page.fill('.composer textarea', '');
    await page.context().close();
  });

  test('shows under a link to it what it says, to those who may read it, and follows its changes', async () => {
    const [member, stranger] = [newUser(), newUser()];
    const memberIds = [member.id, stranger.id];
    const talk = await makeChannel(server, admin, 'talk', { memberIds });
    const secret = await makeChannel(server, admin, 'secret', {
      kind: 'private',
      memberIds: [member.id],
    });
    const quoted = await say(server, admin, secret.id, 'The plan is **bold**');
    const link = (seq: number) => `${server.url}/#/c/${secret.id}/${seq}`;
    await say(server, admin, talk.id, `See ${link(1)} and \`${link(1)}\` and ${link(1)}`);

    const page = await openPage(browser, `${server.url}/#/c/${talk.id}`);
    await signInOn(page, member);
    const shown = page.locator('.linked .quote');
    await until(async () => (await shown.count()) === 1);
    expect(await shown.innerText()).toMatch(/^admin .*\d\d:\d\d in secret\s+The plan is bold$/);
    expect(await violationsInState(page)).toEqual([]);
    await server.patch(`/messages/${quoted.id}`, { body: 'The plan has changed' }, admin.token);
    await until(async () => (await shown.innerText()).includes('The plan has changed'));
    await shown.click();
    await page.waitForSelector('.row[data-seq="1"]:focus >> text=The plan has changed');
    await page.goBack();
    await until(async () => (await shown.count()) === 1);
    await server.delete(`/messages/${quoted.id}`, admin.token);
    await until(async () => (await shown.innerText()).includes('This message was deleted.'));
    // The link opens the place here, and no other window.
    await page.click('.row a >> nth=0');
    await isIn(page, 'secret');
    expect(page.context().pages()).toHaveLength(1);
    await page.context().close();

    const other = await openPage(browser, `${server.url}/#/c/${talk.id}`);
    const asked: string[] = [];
    other.on('request', (request) => asked.push(request.url()));
    await signInOn(other, stranger);
    await other.waitForSelector('.row a');
    await other.click('.row a >> nth=0');
    await until(async () => (await told(other)).startsWith('This channel does not exist, or you'));
    expect(await other.locator('.linked .quote').count()).toBe(0);
    expect(asked.filter((url) => url.includes(secret.id))).toEqual([]);
    await other.context().close();
  });

  test.runIf(isLong())(
    'is read for a link once, and not before the link is on the screen',
    async () => {
      const user = newUser();
      const { id } = await makeChannel(server, admin, 'links', { memberIds: [user.id] });
      await postAll(server, admin.token, general, ['One', 'Two', 'Three'], 1);
      const link = `${server.url}/#/c/${general}/`;
      await say(server, admin, id, `High up: ${link}1`);
      const bodies = Array.from({ length: 40 }, (_, index) => `Line ${index}`);
      await postAll(server, admin.token, id, bodies, 1);
      const { token } = await signIn(server, user);
      await server.put(`/channels/${id}/read`, { seq: 41 }, token);
      await server.delete('/session', token);
      await say(server, admin, id, `${link}2 and ${link}3`);
      await say(server, admin, id, `${link}3 and ${link}2`);
      const page = await openPage(browser, `${server.url}/#/c/${id}`);
      const asked: string[] = [];
      page.on('request', (request) => {
        if (request.url().includes(`/channels/${general}/messages`)) asked.push(request.url());
      });
      await signInOn(page, user);
      const shown = page.locator('.linked .quote');
      await until(async () => (await shown.count()) === 4);
      const numbers = asked.flatMap((url) => {
        const query = new URL(url).searchParams;
        const limit = Number(query.get('limit'));
        return Array.from({ length: limit }, (_, n) => Number(query.get('after')) + 1 + n);
      });
      expect(numbers.sort()).toEqual([2, 3]);
      await goTo(page, `#/c/${id}/1`);
      await page.waitForSelector('.row[data-seq="1"] .linked .quote >> text=One');
      await page.context().close();
    },
  );
});

describe('beside a channel', () => {
  const pane = '.pane';
  const noPane = { state: 'detached' } as const;
  let user: User;
  let page: Page;

  beforeAll(async () => {
    user = newUser();
    page = await openPage(browser, `${server.url}/#/people`);
    await signInOn(page, user);
  });

  test('are the people, who have an address, as each person has', async () => {
    await page.waitForSelector(`${pane} .people`);
    await isAt(page, `#/c/${general}/people`);
    await goTo(page, `#/u/${user.id}`);
    await page.waitForSelector('dialog .person-card >> text=(you)');
    expect(await page.title()).toContain(user.username);
    await page.click('dialog [aria-label="Copy link"]');
    await page.waitForSelector('dialog [aria-label="Link copied"]');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', noPane);
    await isAt(page, `#/c/${general}/people`);
    await page.focus('main .composer textarea');
    await page.keyboard.press('Control+v');
    const pasted = () => page.inputValue('main .composer textarea');
    await until(async () => (await pasted()) === `${server.url}/#/u/${user.id}`);
    await goTo(page, `#/u/${general}`);
    await until(async () => (await told(page)).startsWith('There is no such person'));
    await isAt(page, `#/c/${general}/people`);
  });

  test.runIf(isLong())(
    'a pane has an address by the way, and a thread as a step, at one of its messages',
    async () => {
      const { id } = await makeChannel(server, admin, 'beside', { memberIds: [user.id] });
      const root = await say(server, admin, id, 'The root');
      const { id: threadId } = (await server.put(`/messages/${root.id}/thread`, {}, admin.token))
        .body;
      for (const text of ['One', 'Two']) await say(server, admin, threadId, text);
      await goTo(page, `#/c/${id}/members`);
      await page.waitForSelector(`${pane} [role=tab][aria-selected=true] >> text=Members`);
      await page.click(`${pane} [role=tab] >> text=About`);
      await isAt(page, `#/c/${id}/details`);
      await page.waitForSelector(`${pane} [role=tab]:focus >> text=About`);
      await page.keyboard.press('Escape');
      await isAt(page, `#/c/${id}`);
      await goTo(page, `#/c/${id}/details`);
      await page.waitForSelector(`${pane} [role=tab][aria-selected=true]:focus >> text=About`);
      await page.keyboard.press('Escape');
      await isAt(page, `#/c/${id}`);
      const steps = await page.evaluate<number>('history.length');

      await page.click('main .thread-line');
      await isAt(page, `#/c/${id}/thread/${threadId}`);
      await page.waitForSelector(`${pane} .row[data-seq="2"]`);
      expect(await page.evaluate<number>('history.length')).toBe(steps + 1);
      await page.goBack();
      await page.waitForSelector(pane, noPane);
      await page.goForward();
      await page.waitForSelector(`${pane} .row[data-seq="2"]`);
      await page.click(`${pane} .pane-head [aria-label=Close]`);
      await isAt(page, `#/c/${id}`);
      await page.goBack();
      await page.waitForSelector(`${pane} .row[data-seq="2"]`);
      // The thread of a message that has none yet is made first.
      await say(server, admin, id, 'No thread yet');
      await page.hover('main .row >> text=No thread yet');
      await page.click('.row-actions [aria-label="Reply in a thread"]');
      await until(async () => !(await addressOf(page)).endsWith(threadId));
      expect(await addressOf(page)).toContain(`#/c/${id}/thread/`);
      await page.goBack();
      await page.waitForSelector(`${pane} .row[data-seq="2"]`);

      await page.hover(`${pane} .row[data-seq="2"]`);
      await page.click(`${pane} .row[data-seq="2"] [aria-label="More actions"]`);
      await page.click('[role=menuitem] >> text=Copy link');
      await page.waitForSelector(`${pane} [aria-label="Link copied"]`);
      await page.focus(`${pane} .composer textarea`);
      await page.keyboard.press('Control+v');
      const link = `#/c/${id}/thread/${threadId}/2`;
      expect(await page.inputValue(`${pane} .composer textarea`)).toBe(`${server.url}/${link}`);
      await page.fill(`${pane} .composer textarea`, '');

      await say(server, admin, general, `See ${server.url}/${link}`);
      await goTo(page, `#/c/${general}`);
      await page.waitForSelector(pane, noPane);
      // In a narrow window too, where a pane covers the conversation.
      await page.setViewportSize({ width: 400, height: 700 });
      const quote = page.locator('.linked .quote');
      await until(async () => /in beside\s+Two$/.test(await quote.innerText()));
      await quote.click();
      await page.waitForSelector(`${pane} .row[data-seq="2"]:focus`);
      await isAt(page, link);
      await page.reload();
      await page.waitForSelector(`${pane} .row[data-seq="2"]:focus`);
      await page.goBack();
      await page.waitForSelector(pane, noPane);
      await isIn(page, 'general');
      await goTo(page, `#/c/${general}/thread/${threadId}`);
      await page.waitForSelector(`${pane} .fault >> text=Not found`);
      await page.context().close();
    },
  );
});

describe('settings and administration', () => {
  test('are pages with addresses, from which Escape leads back to the channel', async () => {
    const user = newUser();
    const { id } = await makeChannel(server, admin, 'here', { memberIds: [user.id] });
    const page = await openPage(browser, `${server.url}/#/c/${id}`);
    await signInOn(page, user);
    await chooseOn(page, 'Settings');
    await isAt(page, '#/settings');
    await page.waitForSelector('.page-head .page-title:focus >> text=Profile');
    expect(await page.title()).toContain('Settings · Workspace');
    await page.click('.page-list >> text=Password and sign-in');
    await isAt(page, '#/settings/password');
    await page.waitForSelector('.page-head .page-title:focus >> text=Password and sign-in');
    await page.goBack();
    await page.waitForSelector('.page-head .page-title:focus >> text=Profile');
    await page.goForward();
    await page.waitForSelector('[name=current]');
    await page.reload();
    await page.waitForSelector('.page-head .page-title:focus >> text=Password and sign-in');
    expect(await page.locator('.page-list >> text=This workstation').count()).toBe(0);
    await page.keyboard.press('Escape');
    await isIn(page, 'here');
    await page.waitForSelector('.composer textarea:focus');

    await goTo(page, '#/admin/people');
    await until(async () => (await told(page)).startsWith('Only administrators can open'));
    await isAt(page, `#/c/${id}`);
    await page.keyboard.press('Control+/');
    await isAt(page, '#/shortcuts');
    await page.keyboard.press('Escape');
    await isAt(page, `#/c/${id}`);
    await goTo(page, '#/channels');
    await page.waitForSelector('dialog >> text=New channel');
    await page.goBack();
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.context().close();
  });

  test.runIf(isLong())('show the list first in a narrow window, and then the section', async () => {
    const page = await openPage(browser, `${server.url}/#/admin`, {
      viewport: { width: 400, height: 700 },
    });
    await typeSignIn(page, ADMIN);
    await page.waitForSelector('.page-list a:focus >> text=People');
    expect(await page.locator('.page-body').isVisible()).toBe(false);
    expect(await violationsInState(page)).toEqual([]);
    await page.click('.page-list >> text=Connected');
    await page.waitForSelector('.page-head .page-title:focus >> text=Connected');
    await page.waitForSelector('.lines li');
    expect(await page.locator('.page-list').isVisible()).toBe(false);
    expect(await violationsInState(page)).toEqual([]);
    expect(
      await page.evaluate<boolean>('document.body.scrollWidth <= document.body.clientWidth'),
    ).toBe(true);
    await page.click('.page-head [aria-label=Administration]');
    await page.waitForSelector('.page-list a:focus');
    await page.click('.page-list >> text=Back to general');
    await page.waitForSelector('.composer textarea:focus');
    await page.context().close();
  });
});

test.runIf(isLong())(
  'who signs in again is where they were, and somebody else is not',
  async () => {
    const [one, other] = [newUser(), newUser()];
    const page = await openPage(browser, `${server.url}/#/settings/look`);
    await typeSignIn(page, one);
    await page.waitForSelector('.page-head .page-title >> text=Language and appearance');
    const end = async () => {
      const { body } = await server.get('/sessions', admin.token);
      const session = body.sessions.find(({ userId }: { userId: string }) => userId === one.id);
      await server.delete(`/sessions/${session.id}`, admin.token);
      await page.waitForSelector('[name=password]');
    };
    await end();
    expect(await addressOf(page)).toBe('');
    await typeSignIn(page, one);
    await page.waitForSelector('.page-head .page-title >> text=Language and appearance');
    await end();
    await signInOn(page, other);
    await isAt(page, `#/c/${general}`);
    await page.context().close();
  },
);
