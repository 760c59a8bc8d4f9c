import path from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { tmpFolder } from '../support/folders.ts';
import { DRAWN, pressComposing } from '../support/keyboard.ts';
import { bodiesOn, openChannelOn, openPage, signInOn, say as write } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { isLong } from '../support/rounds.ts';
import { until } from '../support/until.ts';

const { browser, server, admin } = await pageForSuite({ FILES_DIR: tmpFolder('texts') });
let page: Page;
let bob: Omit<Person, 'token' | 'sessionId'>;

beforeAll(async () => {
  bob = await addUser(server, admin.token, 'bob');
  await addUser(server, admin.token, 'ann');
  page = await openPage(browser, server.url, { permissions: ['clipboard-read'] });
  // As on a page that came over plain HTTP from another machine.
  await page.addInitScript("Object.defineProperty(window, 'isSecureContext', { value: false })");
  await page.reload();
  await signInOn(page, bob);
});
afterAll(() => page.context().close());

/** Makes a channel and posts these texts in it. */
async function fill(name: string, texts: readonly string[]): Promise<void> {
  const { id } = await makeChannel(server, admin, name, { memberIds: [bob.id] });
  for (const text of texts) await say(server, admin, id, text);
}
/** Opens a new channel in which these texts have been posted. */
async function open(name: string, texts: readonly string[]): Promise<void> {
  await fill(name, texts);
  await openChannelOn(page, name);
  await until(async () => (await bodiesOn(page)).length === texts.length);
}
const all = (selector: string) => page.locator(`.row .markdown ${selector}`).allInnerTexts();

describe('what people write', () => {
  test('is read as it was written', async () => {
    const typed = [
      '\\\\nas01\\commun\\_Doc et C:\\Users\\.ssh',
      '3*4*5, étudiant*e*s, 10~20, 30~40',
      'Nom\tÂge   Ville',
      'Traceback:\n    File "a.py"\n\t\traise',
      '~~~ pause ~~~',
      '#',
      '>',
      '[](url)',
      '[ouvrir](file:///etc/passwd)',
      'Total\n-',
      'Total\n-----x',
      '+ 33 6 12',
      '&amp; <b>a</b>',
    ];
    await open('as written', typed);
    expect(await bodiesOn(page)).toEqual(typed);
  });

  test('has the marks that format, and nothing else is lost', async () => {
    await open('formatted', [
      '**Note :**texte et ~~ancien~~',
      '> question\nréponse',
      '|Nom|Âge|\n|---|--:|\n|Anne|42|\nfin',
      '3. trois\n7. sept',
      '```hello world\nmore\n```',
      '- [x] done',
    ]);
    expect(await bodiesOn(page)).toEqual([
      'Note :texte et ancien',
      'question\n\nréponse',
      'Nom\tÂge\nAnne\t42\n\nfin',
      'trois\n\nsept',
      'hello world\nmore',
      '☑ \n\ndone',
    ]);
    expect(await all('strong')).toEqual(['Note :']);
    expect(await all('blockquote')).toEqual(['question']);
    expect(await all('td.right')).toEqual(['42']);
    const marks = `[...document.querySelectorAll('.markdown ol li')].map(
      (item) => getComputedStyle(item, '::marker').content)`;
    expect(await page.evaluate(marks)).toEqual([
      expect.stringMatching(/3\./),
      expect.stringMatching(/7\./),
    ]);
  });

  test('has links that end where they end', async () => {
    await open('links', [
      '« https://x.example/a » «https://x.example/b» https://x.example/c… “https://x.example/d”',
      'l’adresse ‘https://x.example/e’ https://x.example/f。 https://école.example',
      '[https://bank.example](https://thief.example) [plan](https://x.example/g)',
    ]);
    const hrefs = `[...document.querySelectorAll('.markdown a')].map((a) => a.getAttribute('href'))`;
    expect(await page.evaluate(hrefs)).toEqual([
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `https://x.example/${name}`),
      ...['https://école.example', 'https://thief.example', 'https://x.example/g'],
    ]);
    expect(await all('.target')).toEqual([' (thief.example)']);
  });

  test('mentions people where it does, and only there', async () => {
    await open('mentions', [
      ...['@bob', '**@ann**', '_@bob_', '- @ann', '> @bob', 'fin.@ann', '@tous et @here'],
      ...[
        '`@bob`',
        'https://x.example/@bob',
        '@bob/pkg',
        '@bob@host',
        '@bobé',
        '\\@bob',
        '@nobody',
      ],
    ]);
    expect(await all('.mention')).toEqual([
      ...['@bob', '@ann', '@bob', '@ann', '@bob', '@ann', '@tous', '@here'],
    ]);
    expect(await all('.mention.own')).toEqual(['@bob', '@bob', '@bob', '@tous', '@here']);
  });
});

test('an edited message says so, and when: to the pointer, to the keyboard and to screen readers', async () => {
  await open('edited', ['first', 'second']);
  const { body } = await server.get('/channels', admin.token);
  const channel = body.channels.find(({ name }: { name: string }) => name === 'edited');
  const { messages } = (await server.get(`/channels/${channel.id}/messages`, admin.token)).body;
  await server.patch(`/messages/${messages[0].id}`, { body: 'the first' }, admin.token);
  const edited = page.locator('.row[data-seq="1"] .edited');
  await edited.waitFor();
  const width = async () => (await page.locator('.edited-on').boundingBox())?.width ?? 0;
  expect(await width()).toBe(1);
  expect(await edited.textContent()).toMatch(/^edited on \d+ \w+, \d\d:\d\d$/);
  await edited.hover();
  await until(async () => (await width()) > 40);
  await page.mouse.move(0, 0);
  await until(async () => (await width()) === 1);
  await page.focus('.row[data-seq="1"]');
  await until(async () => (await width()) > 40);
});

test('code says its language, has colours, and is copied over plain HTTP', async () => {
  const code = `const a = 'b';\n${'long '.repeat(60)}`.trim();
  await open('code', [`\`\`\`js\n${code}\n\`\`\``]);
  expect(await all('.language')).toEqual(['js']);
  await page.waitForSelector('.markdown .tone-word >> text=const');
  expect(await all('pre')).toEqual([code]);
  await page.locator('.markdown .code').hover();
  await page.click('[aria-label="Copy the code"]');
  await page.waitForSelector('.code [aria-label=Copied]');
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(code);
  const isWide = () =>
    page.evaluate(
      "(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)(document.querySelector('.markdown pre'))",
    );
  expect(await isWide()).toBe(false);
  await page.hover('.markdown pre');
  await page.click('[aria-label="Do not wrap long lines"]');
  await until(isWide);
});

test('a message of very many lines is folded, and opens where the reader is', async () => {
  const lines = Array.from({ length: 2_000 }, (_, at) => String(at + 1));
  await fill('folded', [lines.slice(0, 60).join('\n'), lines.slice(0, 1_700).join('\n')]);
  // Both are unread when it is opened, so that the second has no line and no author above it.
  await page.waitForSelector('.place[title=folded] [title="2 unread messages"]');
  await openChannelOn(page, 'folded');
  await until(async () => (await bodiesOn(page)).length === 2);
  const [short, long] = await bodiesOn(page);
  expect([short?.split('\n').length, long?.split('\n').length]).toEqual([60, 40]);
  const place = () =>
    page.evaluate<{ top: number; left: number }>(`(({ scrollTop, scrollHeight, clientHeight }) => ({
      top: scrollTop, left: scrollHeight - scrollTop - clientHeight }))(document.querySelector('.timeline'))`);
  // What is on the screen is read, and so nothing is left to be told of at the end.
  await page
    .locator('.row')
    .first()
    .evaluate((row) => row.scrollIntoView({ block: 'end' }));
  await page.evaluate(DRAWN);
  await page.locator('.timeline').evaluate((list) => list.scrollTo(0, list.scrollHeight));
  await until(async () => (await place()).left < 2);
  const { top } = await place();
  await page.locator('.row').last().focus();
  await page.waitForSelector('.row:focus .row-actions');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.waitForSelector('.unfold[aria-expanded=false]:focus >> text=Show 1,660 more lines');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.row:focus .unfold[aria-expanded=true]');
  expect((await bodiesOn(page)).at(-1)?.split('\n').length).toBe(1_700);
  await page.waitForSelector('button.latest');
  expect((await place()).top).toBeLessThan(top + 100);
  await page.click('button.latest');
  await page.click('.unfold >> text=Show less');
  await until(async () => (await bodiesOn(page)).at(-1)?.split('\n').length === 40);
  await until(async () => (await place()).left < 2);
  await page.waitForSelector('button.latest', { state: 'detached' });
});

test('a message to many people is sent once that is confirmed, and the focus is on what sends nothing', async () => {
  const { id } = await makeChannel(server, admin, 'few', { memberIds: [bob.id] });
  await openChannelOn(page, 'few');
  await write(page, '@all, there are two of us');
  await page.press('.composer textarea', 'Enter');
  await until(async () => (await page.inputValue('.composer textarea')) === '');
  expect(await bodiesOn(page)).toEqual(['@all, there are two of us']);

  for (let count = 0; count < 9; count += 1) {
    const user = await addUser(server, admin.token, `extra${count}`);
    await server.put(`/channels/${id}/members/${user.id}`, undefined, admin.token);
  }
  await write(page, '@tous, réunion');
  await page.waitForSelector('.modal >> text=Mention 10 people?');
  await page.waitForSelector('.modal .actions button:focus >> text=Cancel');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.modal', { state: 'detached' });
  expect(await page.inputValue('.composer textarea')).toBe('@tous, réunion');
  await page.press('.composer textarea', 'Enter');
  await page.click('.modal .primary');
  await until(async () => (await bodiesOn(page)).at(-1) === '@tous, réunion');
  expect(await page.inputValue('.composer textarea')).toBe('');
  await write(page, '`@tous` is code');
  await until(async () => (await bodiesOn(page)).length === 3);

  // An edit mentions whom the message has not mentioned before.
  const edit = async (text: string) => {
    await page.waitForSelector('.row[data-seq="3"]');
    await page.press('.composer textarea', 'ArrowUp');
    await page.fill('.editor textarea', text);
    await page.press('.editor textarea', 'Enter');
  };
  await edit('@tous is no code');
  await page.click('.modal .primary');
  await until(async () => (await bodiesOn(page)).at(-1) === '@tous is no code');
  await edit('@tous, as I said');
  await until(async () => (await bodiesOn(page)).at(-1) === '@tous, as I said');
});

test('who is called as one has typed comes first among those who can be mentioned, and groups are there', async () => {
  await addUser(server, admin.token, 'ann2', { displayName: 'Aaron' });
  await page.fill('.composer textarea', '@ann');
  await until(async () => (await page.locator('.completion [role=option]').count()) === 2);
  await page.press('.composer textarea', 'Enter');
  expect(await page.inputValue('.composer textarea')).toBe('@ann ');
  await page.fill('.composer textarea', '@tou');
  await page.waitForSelector('.completion >> text=Everyone in the channel');
  await page.press('.composer textarea', 'Enter');
  expect(await page.inputValue('.composer textarea')).toBe('@tous ');
  await page.fill('.composer textarea', '');
});

describe('where one writes', () => {
  const FIELD = '.composer textarea';
  const field = () => page.inputValue(FIELD);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const last = async () => (await bodiesOn(page)).at(-1);
  /** Opens a channel of its own, where nothing is written. */
  async function begin(name: string): Promise<string> {
    const { id } = await makeChannel(server, admin, name, { memberIds: [bob.id] });
    await openChannelOn(page, name);
    await page.waitForSelector(`${FIELD}:focus`);
    return id;
  }

  test('a paste of any size is kept, and one sees how much is too much', async () => {
    await begin('long');
    await page.keyboard.insertText('é'.repeat(7_499));
    expect(await page.innerText('.length')).toBe('');
    await page.keyboard.insertText('😀'.repeat(13));
    await until(async () => (await page.innerText('.length')) === '7,512 of 8,000');
    await page.keyboard.insertText(`\u001b${'x'.repeat(800)}\n`);
    await page.waitForSelector('.length >> text=312 characters too long');
    expect([...(await field())].length).toBe(8_314);
    expect(await page.isDisabled('.send')).toBe(true);
    await press('Enter');
    // 312 characters are too many, and the line break at the end counts for nothing.
    await page.evaluate(`{
      const { value } = document.activeElement;
      document.activeElement.setSelectionRange(value.length - 313, value.length);
    }`);
    await press('Backspace');
    await page.waitForSelector('.length >> text=8,000 of 8,000');
    await press('Enter');
    await until(async () => [...((await last()) ?? '')].length === 8_000);
    expect(await field()).toBe('');
    expect(await page.innerText('.length')).toBe('');
  });

  test('a pasted control character is sent as what it was meant for, and edited so', async () => {
    await begin('controls');
    await page.keyboard.insertText(
      'one\u000btwo\u000cthree\u0085four\u0092\u001b[0m\u0008\u007f\tfive',
    );
    await press('Enter');
    await until(async () => (await last()) === 'one\ntwo\nthree\nfour[0m\tfive');
    // Until the stream has told of it, there is nothing to edit.
    await page.locator('.row[data-seq]', { hasText: 'five' }).waitFor();
    await press('ArrowUp');
    await page.waitForSelector('.editor textarea:focus');
    await page.keyboard.insertText('\u000bsix\u0007');
    await press('Enter');
    await until(async () => (await last()) === 'one\ntwo\nthree\nfour[0m\tfive\nsix');
  });

  test('what the server refuses is back where it was written, or can be had back', async () => {
    const id = await begin('refused');
    const { promise, resolve } = Promise.withResolvers<void>();
    const posts = `**/channels/${id}/messages`;
    await page.route(posts, async (route) => {
      if (route.request().method() !== 'POST') return route.continue();
      await promise;
      await route.fulfill({ status: 403, json: { status: 403, code: 'forbidden' } });
    });
    await write(page, 'first');
    await write(page, 'second');
    resolve();
    await page.waitForSelector('.composer .fault >> text=Not sent.');
    await until(async () => (await field()) === 'first');
    await page.waitForSelector('.delivery.failed');
    expect(await bodiesOn(page)).toEqual(['second']);
    await page.click('.delivery.failed >> text=Edit');
    await until(async () => (await field()) === 'second\nfirst');
    expect(await bodiesOn(page)).toEqual([]);
    await page.unroute(posts);
    await press('Enter');
    await until(async () => (await last()) === 'second\nfirst');
    expect(await page.locator('.composer .fault').count()).toBe(0);
  });

  test('Enter breaks the line in an open block of code, and lists and quotes go on', async () => {
    await begin('lines');
    await page.keyboard.type('see');
    await press('Shift+Enter');
    await page.keyboard.type('```js');
    await press('Enter');
    await page.keyboard.type('\tx');
    await press('Enter');
    await page.keyboard.type('y');
    expect(await field()).toBe('see\n```js\n\tx\n\ty');
    await press('Enter', 'Backspace');
    await page.keyboard.type('```');
    await press('Enter');
    await until(async () => (await all('pre')).length === 1);
    expect(await all('pre')).toEqual(['\tx\n\ty']);
    await page.keyboard.type('1. one');
    await press('Shift+Enter');
    await page.keyboard.type('two');
    await press('Shift+Enter', 'Shift+Enter');
    await page.keyboard.type('> said');
    await press('Shift+Enter');
    expect(await field()).toBe('1. one\n2. two\n> said\n> ');
    await press('Control+a', 'Backspace');
  });

  test('words are formatted by keys and buttons, and Ctrl+Z takes it back', async () => {
    await begin('formats');
    await page.keyboard.type('some words');
    await press('Control+Shift+ArrowLeft', 'Control+b', 'Control+i');
    expect(await field()).toBe('some **_words_**');
    await press('Control+z', 'Control+z');
    expect(await field()).toBe('some words');
    await press('Control+a', 'Control+k');
    expect(await field()).toBe('[some words](https://)');
    await page.keyboard.type('https://a.example');
    expect(await field()).toBe('[some words](https://a.example)');
    await press('Control+a', 'Backspace');
    await page.keyboard.type('item');
    await page.click('.composer [aria-label=List]');
    expect(await field()).toBe('- item');
    await page.waitForSelector(`${FIELD}:focus`);
    await press('Tab', 'ArrowRight', 'ArrowRight', 'Enter');
    expect(await field()).toBe('- item~~~~');
    await press('Control+a', 'Backspace', 'Control+k');
    await page.waitForSelector('[role=combobox]:focus');
    await press('Escape');
  });

  test('what one replies to and an edit are kept, and follow what becomes of their messages', async () => {
    const id = await begin('kept');
    const source = await say(server, admin, id, 'A question about `ls -l`');
    await write(page, 'My mesage');
    await page.waitForSelector('.delivery.sent');
    await page.waitForSelector('.outgoing', { state: 'detached' });
    await page.locator('.row', { hasText: 'A question' }).hover();
    await page.click('.row-actions [aria-label=Reply]');
    await page.keyboard.type('An answer');
    await page.locator('.row', { hasText: 'My mesage' }).hover();
    await page.click('.row-actions [aria-label=Edit]');
    await page.fill('.editor textarea', 'My message, half');
    await openChannelOn(page, 'general');
    expect(await page.locator('.replying').count()).toBe(0);
    const another = { body: 'Another question about `ls -l`' };
    await server.patch(`/messages/${source.id}`, another, admin.token);
    await page.reload();
    await openChannelOn(page, 'kept');
    await page.waitForSelector('.replying >> text=Another question about ls -l');
    expect(await field()).toBe('An answer');
    await until(async () => (await page.inputValue('.editor textarea')) === 'My message, half');
    await server.delete(`/messages/${source.id}`, admin.token);
    await page.waitForSelector('.replying >> text=This message was deleted.');
    await page.press(FIELD, 'Enter');
    await page.waitForSelector('.replying', { state: 'detached' });
    await page.waitForSelector(
      '.row:has-text("An answer") .quote >> text=This message was deleted.',
    );
    await press('ArrowUp');
    await page.waitForSelector('.editor textarea:focus');
    await press('Enter');
    await page.waitForSelector('.row .markdown >> text=My message, half');
    await page.reload();
    await page.waitForSelector('.row .markdown >> text=My message, half');
    expect(await page.locator('.editor, .replying').count()).toBe(0);
  });
});

test('channels and emoji are completed', async () => {
  const field = () => page.inputValue('.composer textarea');
  await makeChannel(server, admin, 'atelier bois', { memberIds: [bob.id] });
  const { id } = await makeChannel(server, admin, 'atelier', { memberIds: [bob.id] });
  await openChannelOn(page, 'atelier bois');
  await page.keyboard.type('See #bo');
  await page.waitForSelector('.completion >> text=atelier bois');
  await page.keyboard.press('Escape');
  await page.waitForSelector('.completion', { state: 'detached' });
  await page.fill('.composer textarea', '');
  await page.keyboard.type('See #atel');
  await page.waitForSelector('.completion [aria-selected=true] >> text=/^atelier$/');
  await page.keyboard.press('Tab');
  expect(await field()).toBe(`See [#atelier](${server.url}/#/c/${id}) `);
  await page.keyboard.type('now :fusé');
  await page.waitForSelector('.completion >> text=🚀');
  await page.keyboard.press('Enter');
  expect(await field()).toMatch(/ now 🚀 $/u);
  await page.click('.composer [aria-label=Emoji]');
  await page.waitForSelector('.completion >> text=🎉');
  await page.keyboard.type('joy');
  await page.waitForSelector('.completion [aria-selected=true] >> text=😂');
  await page.keyboard.press('Enter', { delay: 1 });
  await page.keyboard.type('Note :');
  await page.keyboard.press('Enter');
  await until(async () => (await bodiesOn(page)).at(-1) === 'See #atelier now 🚀 😂 Note :');
  await page.click('.row a >> text=#atelier');
  await page.waitForSelector('.channel-head h1 >> text=/^atelier$/');
});

describe('an input method', () => {
  test('has its keys to itself where one completes and where one jumps', async () => {
    await openChannelOn(page, 'general');
    await page.keyboard.type('@a');
    await page.waitForSelector('.completion');
    for (const key of ['Enter', 'Tab', 'Escape']) await pressComposing(page, key);
    expect(await page.locator('.completion').count()).toBe(1);
    expect(await page.inputValue('.composer textarea')).toBe('@a');
    await page.fill('.composer textarea', '');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('general');
    await pressComposing(page, 'Enter');
    expect(await page.locator('[role=combobox]:focus').count()).toBe(1);
    await page.keyboard.press('Escape');
  });

  test('closes nothing and leads nowhere by its Escape', async () => {
    await open(
      'composed',
      Array.from({ length: 40 }, (_, at) => `Line ${at}`),
    );
    const list = page.locator('.timeline');
    const top = () => list.evaluate(({ scrollTop }) => scrollTop);
    await until(async () => (await top()) > 0);
    await list.evaluate((element) => element.scrollTo(0, 0));
    await page.waitForSelector('button.latest');
    await page.focus('.composer textarea');
    await pressComposing(page, 'Escape');
    expect(await top()).toBe(0);
    await page.keyboard.press('Escape');
    await until(async () => (await top()) > 0);

    await page.click('.members');
    await page.fill('.pane [type=search]', 'bo');
    await page.focus('.pane [type=search]');
    for (const key of ['Enter', 'Escape']) await pressComposing(page, key);
    expect(await page.locator('.pane [type=search]:focus').count()).toBe(1);
    expect(await page.inputValue('.pane [type=search]')).toBe('bo');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.waitForSelector('.pane', { state: 'detached' });

    const size = page.viewportSize();
    await page.setViewportSize({ width: 640, height: 800 });
    await page.click('.menu');
    await page.waitForSelector('.sidebar.open');
    await pressComposing(page, 'Escape');
    expect(await page.locator('.sidebar.open').count()).toBe(1);
    await page.keyboard.press('Escape');
    await page.waitForSelector('.sidebar.open', { state: 'detached' });
    if (size !== null) await page.setViewportSize(size);
  });
});

test('a file that is dropped does not take the page’s place, and text goes into the field', async () => {
  const session = await page.context().newCDPSession(page);
  const at = page.url();
  const drop = async (selector: string, data: { text?: string; files?: string[] }) => {
    const { x, y, width, height } = (await page.locator(selector).boundingBox()) ?? {
      ...{ x: 0, y: 0, width: 0, height: 0 },
    };
    const { text, files = [] } = data;
    const items = text === undefined ? [] : [{ mimeType: 'text/plain', data: text }];
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', {
        type,
        x: x + width / 2,
        y: y + height / 2,
        data: { items, files, dragOperationsMask: 1 },
      });
    }
  };
  await page.fill('.composer textarea', '');
  await drop('.sidebar', { files: [import.meta.filename] });
  await page.waitForSelector('.toast >> text=Files can be dropped and pasted in a conversation.');
  await page.click('.toast [aria-label=Close]');
  await page.waitForSelector('.toast p', { state: 'detached' });
  await drop('.composer textarea', { files: [import.meta.filename] });
  await page.click(`.file-chip [aria-label$="${path.basename(import.meta.filename)}"]`);
  await page.waitForSelector('.file-chip', { state: 'detached' });
  await drop('.composer textarea', { text: 'dropped words' });
  await until(async () => (await page.inputValue('.composer textarea')) === 'dropped words');
  await page.fill('.composer textarea', '');
  expect(page.url()).toBe(at);
});

test('what is typed goes to the field from wherever nothing takes it, and not from where something does', async () => {
  await write(page, 'click here');
  await page.waitForSelector('.row >> text=click here');
  await page.locator('.timeline').click({ position: { x: 400, y: 10 } });
  expect(await page.evaluate(`document.activeElement.matches('textarea')`)).toBe(false);
  await page.keyboard.type('Ea b');
  expect(await page.inputValue('.composer textarea')).toBe('Ea b');
  await page.fill('.composer textarea', '');
  await page.locator('.row .markdown').last().click();
  await page.keyboard.press('x');
  expect(await page.inputValue('.composer textarea')).toBe('x');
  await page.fill('.composer textarea', '');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('few');
  await page.keyboard.press('Escape');
  // The focus has come back.
  await page.waitForSelector('.composer textarea:focus');
  await page.focus('.me');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[role=menuitem]:focus');
  await page.keyboard.press('s');
  await page.keyboard.press('Escape');
  expect(await page.inputValue('.composer textarea')).toBe('');
});

test.runIf(isLong())(
  'fifty messages that are hard to read do not keep the page from anything',
  async () => {
    const hard = [
      `${'- '.repeat(2_000)}${'a'.repeat(4_000)}`,
      `${'> '.repeat(3_999)}a`,
      `${'['.repeat(7_999)}a`,
      `${'*a '.repeat(2_600)}a`,
      `${'|a|b|\n|-|-|\n'.repeat(600)}a`,
    ];
    const { id } = await makeChannel(server, admin, 'hard', { memberIds: [bob.id] });
    const easy = await makeChannel(server, admin, 'easy', { memberIds: [bob.id] });
    const prose = 'Une phrase **assez** longue pour que quelqu’un la lise. '.repeat(140);
    for (let round = 0; round < 10; round += 1) {
      for (const text of hard) {
        await say(server, admin, id, text);
        await say(server, admin, easy.id, prose);
      }
    }
    await page.evaluate(`{
    let last = performance.now();
    window.longest = 0;
    setInterval(() => {
      const now = performance.now();
      window.longest = Math.max(window.longest, now - last);
      last = now;
    }, 5);
  }`);
    const longestIn = async (name: string) => {
      await page.evaluate('window.longest = 0');
      await openChannelOn(page, name);
      await until(async () => (await bodiesOn(page)).length === 50);
      return page.evaluate<number>('window.longest');
    };
    // In turn, since other programs slow both.
    const [first, second] = [await longestIn('easy'), await longestIn('hard')];
    const reference = Math.max(first, await longestIn('easy'));
    expect(Math.min(second, await longestIn('hard'))).toBeLessThan(2 * reference);
  },
);
