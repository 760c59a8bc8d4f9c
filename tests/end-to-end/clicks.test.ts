import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { createFormats } from '../../desktop/renderer/formats.ts';
import { addUser, type Person } from '../support/api.ts';
import { openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { ADMIN, type TestServer } from '../support/server.ts';

const { message: t } = createFormats('en', 'en-GB');
const FIELD = '.composer textarea';

let server: TestServer;
let admin: Person;
let bob: Omit<Person, 'token' | 'sessionId'>;
/** An administrator's. */
let hers: Page;
let his: Page;

beforeAll(async () => {
  const { browser, ...suite } = await pageForSuite();
  ({ server, admin } = suite);
  bob = await addUser(server, admin.token, 'bob');
  [hers, his] = await Promise.all([openPage(browser, server.url), openPage(browser, server.url)]);
  await Promise.all([signInOn(hers, ADMIN), signInOn(his, bob)]);
  for (const page of [hers, his]) await untilLive(page);
});

const confirm = (page: Page) => page.click('dialog[open] .actions.end > :last-child');
const place = (page: Page, name: string) => page.locator(`.place[title="${name}"]`);
const isGone = (page: Page, name: string) => place(page, name).waitFor({ state: 'detached' });
/** His line in a list of people. */
const hisLine = () => hers.locator('.lines > li', { hasText: '@bob' });

describe('a channel', () => {
  let id: string;
  const onServer = async () => {
    const { body } = await server.get('/channels', admin.token);
    return body.channels.find((channel: { id: string }) => channel.id === id);
  };
  const isMember = async () => {
    const { body } = await server.get(`/channels/${id}/members`, admin.token);
    return body.members.some((member: { id: string }) => member.id === bob.id);
  };
  const choose = async (page: Page, item: 'channel.add-members' | 'channel.leave') => {
    await page.click('.head-title');
    await page.click(`[role=menuitem] >> text="${t(item)}"`);
  };
  const openAbout = () => hers.click('.pane [role=tab] >> nth=1');
  const end = (nth: number) => hers.click(`.pane .part:last-child .actions > button >> nth=${nth}`);
  const isCounted = (count: number) =>
    hers.locator('.members', { hasText: t('channel.members-count', { count }) }).waitFor();

  test('that is private is made, and is in the list of whom one adds to it', async () => {
    await hers.click('[aria-labelledby=side-channels] header button');
    await hers.fill('dialog [name=name]', 'plans');
    await hers.check('dialog [name=private]');
    await hers.press('dialog [name=name]', 'Enter');
    await hers.waitForSelector('.channel-head h1 >> text="plans"');
    id = (await server.get('/channels', admin.token)).body.channels.find(
      ({ name }: { name: string }) => name === 'plans',
    ).id;
    expect((await onServer()).kind).toBe('private');
    expect(await place(his, 'plans').count()).toBe(0);
    await isCounted(1);
    await choose(hers, 'channel.add-members');
    await hisLine().locator('button').click();
    await place(his, 'plans').click();
    await isCounted(2);
    expect(await isMember()).toBe(true);
  });

  test('has another name and topic at once for who has it open', async () => {
    await openAbout();
    await hers.fill('.pane [name=name]', 'designs');
    await hers.fill('.pane [name=topic]', 'What we draw');
    await hers.click('.pane [type=submit]');
    await his.waitForSelector('.channel-head h1 >> text="designs"');
    await his.waitForSelector('.channel-head .topic >> text="What we draw"');
    expect(await onServer()).toMatchObject({ name: 'designs', topic: 'What we draw' });
    await hers.waitForSelector('.pane', { state: 'detached' });
  });

  test('is archived and reopened, and takes no posts meanwhile', async () => {
    await choose(hers, 'channel.add-members');
    await openAbout();
    await end(1);
    await confirm(hers);
    for (const page of [hers, his]) {
      await page.waitForSelector('.archived-note');
      expect(await page.locator(FIELD).count()).toBe(0);
      expect(await page.locator(`text="${t('chat.no-messages')}"`).count()).toBe(0);
    }
    expect((await onServer()).archivedAt).not.toBe(null);
    await end(1);
    for (const page of [hers, his]) await page.waitForSelector(FIELD);
    expect((await onServer()).archivedAt).toBe(null);
  });

  test('is out of the list of whom one removes, and of who leaves it', async () => {
    await hers.click('.pane [role=tab] >> nth=0');
    await hisLine().locator('button').click();
    await confirm(hers);
    await isGone(his, 'designs');
    await his.waitForSelector('.channel-head h1 >> text="general"');
    await isCounted(1);
    expect(await isMember()).toBe(false);
    await hisLine().locator('button').click();
    await place(his, 'designs').click();
    await isCounted(2);
    await choose(his, 'channel.leave');
    await confirm(his);
    await isGone(his, 'designs');
    // Who looks at the members sees that, too.
    await hers.locator('.pane .part:last-child .lines', { hasText: '@bob' }).waitFor();
    await isCounted(1);
    expect(await isMember()).toBe(false);
  });

  test('is deleted once that is confirmed, for everyone', async () => {
    await hisLine().locator('button').click();
    await place(his, 'designs').click();
    await openAbout();
    await end(2);
    await hers.waitForSelector('dialog[open] .actions.end > :first-child:focus');
    await confirm(hers);
    for (const page of [hers, his]) {
      await isGone(page, 'designs');
      await page.waitForSelector('.channel-head h1 >> text="general"');
    }
    expect(await onServer()).toBe(undefined);
    await hers.waitForSelector('.pane', { state: 'detached' });
  });
});
