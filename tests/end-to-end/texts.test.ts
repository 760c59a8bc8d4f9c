import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addUser, type Person } from '../support/api.ts';
import { makeChannel, say } from '../support/chat.ts';
import { bodiesOn, openChannelOn, openPage, signInOn, say as write } from '../support/page.ts';
import { pageForSuite } from '../support/page-suite.ts';
import { until } from '../support/until.ts';

const { browser, server, admin } = await pageForSuite();
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

/** Opens a new channel in which these texts have been posted. */
async function open(name: string, texts: readonly string[]): Promise<void> {
  const { id } = await makeChannel(server, admin, name, { memberIds: [bob.id] });
  for (const text of texts) await say(server, admin, id, text);
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
  await page.click('[aria-label="Do not wrap long lines"]');
  await until(isWide);
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

test('fifty messages that are hard to read do not keep the page from anything', async () => {
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
});
