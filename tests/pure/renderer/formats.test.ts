import { expect, test } from 'vitest';
import { wordsIn } from '../../../desktop/main/words.ts';
import { createFormats } from '../../../desktop/renderer/formats.ts';
import { en } from '../../../desktop/renderer/i18n/en.ts';
import { fr } from '../../../desktop/renderer/i18n/fr.ts';

const HERE = new Date().getFullYear();
const nightly = new Date(HERE, 10, 26, 0, 19);
const daily = new Date(HERE, 10, 26, 13, 5);

test.each([
  ['fr', 'fr', '26 nov., 00:19', '26 nov., 13:05'],
  ['en', 'en-GB', '26 Nov, 00:19', '26 Nov, 13:05'],
  ['en', 'en-US', 'Nov 26, 12:19 AM', 'Nov 26, 1:05 PM'],
] as const)(
  'a moment in %s (%s) has its time as its region writes it',
  (language, locale, night, day) => {
    const { moment, time } = createFormats(language, locale);
    const plain = (text: string) => text.replaceAll(/\s/gu, ' ');
    expect(plain(moment(nightly))).toBe(night);
    expect(plain(moment(daily))).toBe(day);
    expect(plain(moment(nightly))).toContain(plain(time(nightly)));
  },
);

test('no line of French begins with a mark, since the blank before it does not break', () => {
  const breaking = Object.values(fr).filter((text) => / [:;!?»]|« /.test(text));
  expect(breaking).toEqual([]);
});

test.each([
  ['fr', fr],
  ['en', en],
] as const)('the tray says what the page says of the connection (%s)', (language, page) => {
  const tray = wordsIn(language);
  expect(tray('state.live')).toBe(page['connection.live']);
  expect(page['connection.catching-up'].startsWith(`${tray('state.catching-up')} `)).toBe(true);
  expect(page['connection.trying'].startsWith(`${tray('state.reconnecting')} `)).toBe(true);
});
