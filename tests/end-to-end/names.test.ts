import { expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { violationsInState } from '../support/axe.ts';
import { makeChannel, say } from '../support/chat.ts';
import { chooseOn, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const { browser, server, admin, general } = await pageForSuite();
const NARROW = { viewport: { width: 400, height: 700 } };
const newUser = (username: string) => addUser(server, admin.token, username);

test('a name with a character that cannot be seen is refused in the language of the user', async () => {
  const page = await openPage(browser, server.url, { locale: 'fr-FR' });
  await signInOn(page, await newUser('zoe'));
  await chooseOn(page, 'Réglages');
  await page.fill('[name=displayName]', 'Zoé\u202etiteP');
  await page.press('[name=displayName]', 'Enter');
  await page.waitForSelector('text=Il y a un caractère invisible (U+202E).');
  await page.fill('[name=displayName]', 'Zoé  Petit');
  await page.press('[name=displayName]', 'Enter');
  await page.waitForSelector('text=Enregistré.');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.me .title >> text="Zoé Petit"');
  await page.context().close();
});

test.runIf(isLong())(
  'a channel that looks like another is refused, and one that looks like a hidden one is made',
  async () => {
    const page = await openPage(browser, server.url);
    await signInOn(page, await newUser('maker'));
    await makeChannel(server, admin, 'Hidden plans', { kind: 'private' });
    await page.click('[aria-label="Create or join a channel"]');
    await page.fill('[name=name]', 'g\u0435neral');
    await page.press('[name=name]', 'Enter');
    await page.waitForSelector(
      'text=There is already a channel of this name, or of one that looks like it.',
    );
    await page.fill('[name=name]', 'Hid\u200bden plans');
    await page.press('[name=name]', 'Enter');
    await page.waitForSelector('text=There is an invisible character (U+200B).');
    await page.fill('[name=name]', 'Hidden plans');
    await page.press('[name=name]', 'Enter');
    await page.waitForSelector('.channel-head h1:has-text("Hidden plans")');
    await page.context().close();
  },
);

test.runIf(isLong())(
  'the topic of a channel is changed whose name an older version took',
  async () => {
    const user = await newUser('keeper');
    const channel = await makeChannel(server, admin, 'old', { memberIds: [user.id] });
    const name = 'old\u200b';
    const { db } = await connectToTest(server.database);
    const change = { name, createdBy: user.id };
    await db.updateTable('channels').set(change).where('id', '=', channel.id).execute();
    const page = await openPage(browser, server.url);
    await signInOn(page, user);
    await openChannelOn(page, 'old');
    await page.click('.members');
    await page.click('role=tab[name=About]');
    await page.fill('[name=topic]', 'A new topic');
    await page.press('[name=topic]', 'Enter');
    await page.waitForSelector('.channel-head .topic >> text="A new topic"');
    await page.context().close();
  },
);

test.runIf(isLong())(
  'two who have one name are told apart by their user names wherever they are named',
  async () => {
    const [first, second, reader] = [
      await newUser('claire'),
      await newUser('claire2'),
      await newUser('reader'),
    ];
    const names = ['Claire Martin', 'Сl\u0430ire Martin'];
    for (const [index, { id }] of [first, second].entries()) {
      await server.patch(`/users/${id}`, { displayName: names[index] }, admin.token);
    }
    const page = await openPage(browser, server.url);
    await signInOn(page, reader);
    await untilLive(page);
    const author = await signIn(server, second);
    const shown = `${names[1]} (${second.username})`;
    const message = await say(server, author, general, 'Who am I?');
    await page.waitForSelector(`.byline .who >> text="${shown}"`);
    await say(server, author, general, 'Me', { replyToId: message.id });
    await page.waitForSelector(`.quote strong >> text="${shown}"`);
    await page.click('.way >> text=People');
    await page.click(`.pane .person >> text="${shown}"`);
    await page.waitForSelector(`.channel-head h1 >> text="${shown}"`);
    await page.waitForSelector(`.sidebar [aria-labelledby=side-direct] >> text="${shown}"`);
    await page.fill('.composer textarea', '@claire');
    await page.press('.composer textarea', 'End');
    const listedNames = page.locator('.completion [role=option]');
    await until(async () => (await listedNames.count()) === 2);
    expect((await listedNames.allInnerTexts()).join()).toContain(`@${second.username}`);

    // Alone with the name again, one is called by it.
    await server.patch(`/users/${first.id}`, { displayName: 'C. Martin' }, admin.token);
    await page.waitForSelector(`.channel-head h1 >> text="${names[1]}"`);
    await page.context().close();
  },
);

test('a name, an avatar and a mention open a card, by which one writes at once', async () => {
  const [marie, reader] = [await newUser('marie'), await newUser('asker')];
  await server.patch(`/users/${marie.id}`, { displayName: 'Marie Curie' }, admin.token);
  const author = await signIn(server, marie);
  await makeChannel(server, author, 'radium', { kind: 'private', memberIds: [reader.id] });
  await makeChannel(server, author, 'polonium', { kind: 'private' });
  await server.patch('/users/me', { timeZone: 'Asia/Tokyo' }, author.token);
  const here = { ...NARROW, locale: 'fr-FR', timezoneId: 'America/Lima' };
  const page = await openPage(browser, server.url, here);
  await signInOn(page, reader);
  const own = async () => {
    const { body } = await server.get('/users', admin.token);
    return body.users.find(({ id }: { id: string }) => id === reader.id);
  };
  await until(async () => (await own()).timeZone === 'America/Lima');
  const { seq } = await say(server, author, general, `Ask @${reader.username} and @marie`);
  const row = page.locator(`.row[data-seq="${seq}"]`);

  // By the keyboard, from the message, and back to where one was.
  await row.locator('.who').waitFor();
  await row.focus();
  for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
  const card = page.locator('dialog[open]');
  await card.locator('text=radium').waitFor();
  const text = await card.innerText();
  for (const fact of ['Marie Curie', '@marie', 'Actif']) expect(text).toContain(fact);
  const inTokyo = new Intl.DateTimeFormat('fr-FR', { hour: '2-digit', timeZone: 'Asia/Tokyo' });
  const [hour = ''] = inTokyo.format().split(' ');
  expect(text).toMatch(new RegExp(`Heure locale\\s: ${hour}:\\d\\d`));
  expect(text).not.toContain('polonium');
  expect(await page.evaluate('document.body.scrollWidth <= innerWidth')).toBe(true);
  expect(await violationsInState(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await until(() => page.evaluate<boolean>("document.activeElement.matches('.who')"));
  await row.locator('.avatar').click();
  await card.locator('text=@marie').waitFor();
  await page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
  await page.click('.members');
  await page.locator('.pane .who', { hasText: 'Marie Curie' }).click();
  await card.locator('text=@marie').waitFor();
  await page.keyboard.press('Escape');
  await card.waitFor({ state: 'detached' });
  await page.keyboard.press('Escape');
  await row.locator('.mention.own').click();
  await card.locator('text=(vous)').waitFor();
  expect(await card.locator('text=Écrire').count()).toBe(0);
  await page.keyboard.press('Escape');

  // What was copied is what is read, names of people too.
  const copied = await row.evaluate((element) => {
    getSelection()?.selectAllChildren(element);
    return getSelection()?.toString();
  });
  expect(copied).toContain(`Ask @${reader.username} and @marie`);

  // The list of channels does not come at all.
  await page.route(/\/api\/v1\/channels$/, () => undefined);
  await row.locator('.mention >> text=@marie').click();
  const asked = page.waitForResponse('**/api/v1/direct/*');
  await card.locator('text=Écrire').click();
  await asked;
  const answered = Date.now();
  await page.waitForSelector('.channel-head h1 >> text="Marie Curie"');
  expect(Date.now() - answered).toBeLessThan(500);
  await page.waitForSelector('.composer textarea:focus');
  await page.unroute(/\/api\/v1\/channels$/);
  await page.context().close();
});

test('a conversation that is closed is out of the list, also after a reload, until somebody writes', async () => {
  const [marc, reader] = [await signIn(server, await newUser('marc')), await newUser('closer')];
  const page = await openPage(browser, server.url);
  await signInOn(page, reader);
  const { id } = (await server.put(`/direct/${reader.id}`, undefined, marc.token)).body;
  const place = page.locator('.sidebar [aria-labelledby=side-direct] >> text="marc"');
  await place.click();
  await page.click('.channel-head .head-title');
  // It is shown before the server has it, and a reload takes a request with it.
  const kept = page.waitForResponse(/\/settings$/);
  await page.click('[role=menuitem] >> text=Close conversation');
  await place.waitFor({ state: 'detached' });
  await kept;
  await page.waitForSelector('.channel-head h1 >> text=general');
  await page.reload();
  await untilLive(page);
  expect(await place.count()).toBe(0);
  await say(server, marc, id, 'Are you there?');
  await place.waitFor();
  await page.context().close();
});

test.runIf(isLong())(
  'who is renamed or disabled is so at once among those who can be mentioned',
  async () => {
    const [user, reader] = [await newUser('gaston'), await newUser('namer')];
    const page = await openPage(browser, server.url);
    await signInOn(page, reader);
    await untilLive(page);
    await page.click('.composer textarea');
    await page.keyboard.type('@gast');
    const listedNames = page.locator('.completion [role=option]');
    await until(async () => (await listedNames.count()) === 1);
    await server.patch(`/users/${user.id}`, { displayName: 'Gaston L.' }, admin.token);
    await until(async () => (await listedNames.allInnerTexts()).join().includes('Gaston L.'));
    await server.patch(`/users/${user.id}`, { disabled: true }, admin.token);
    await until(async () => (await listedNames.count()) === 0);
    await page.context().close();
  },
);
