import { expect, test } from 'vitest';
import { addUser, signIn } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { chooseOn, openChannelOn, openPage, signInOn, untilLive } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { connectToTest } from '../support/test-connection.ts';
import { until } from '../support/until.ts';

const { browser, server, admin, general } = await pageForSuite();
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

test('a channel that looks like another is refused, and one that looks like a hidden one is made', async () => {
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
});

test('the topic of a channel is changed whose name an older version took', async () => {
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
});

test('two who have one name are told apart by their user names wherever they are named', async () => {
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
  await page.waitForSelector(`.byline strong >> text="${shown}"`);
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
});
