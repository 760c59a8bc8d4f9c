import fc from 'fast-check';
import { expect, test } from 'vitest';
import { looksLike, looksOf } from '../../api/lib/look-alikes.ts';

test.each([
  ['Claire', 'С\u043bairе'.replace('\u043b', 'l'), 'letters of another script'],
  ['claire', 'СLAIRE', 'capitals of another script'],
  ['anna', '\u0391\u039d\u039d\u0391', 'Greek capitals'],
  ['modern', 'modem', 'm for r and n'],
  ['paul', 'pau1', '1 for l'],
  ['Irma', 'lrma', 'l for I'],
  ['Irma', 'irma', 'another case'],
  ['Катя', 'катя', 'another case of another script'],
  ['Straße', 'STRASSE', 'capitals of ß'],
  ['Planning', 'Ｐlanning', 'a full-width letter'],
  ['Zoé', 'Zoe\u0301', 'an accent of its own'],
  ['Jean-Paul', 'Jean\u2011Paul', 'a hyphen that does not break'],
  ['O’Neill', "O'Neill", 'a typewriter apostrophe'],
  ['Claire Martin', ' Claire \u00a0Martin ', 'other spaces'],
  ['Claire', 'Cl\u200baire\u202e', 'characters that cannot be seen'],
  ['👩‍🚀', '👩🚀', 'a joiner'],
])('%s and %s look alike: %s', (one, other) => {
  expect(looksLike(one, other)).toBe(true);
});

test.each([
  ['DSI', 'DSL'],
  ['ali', 'ail'],
  ['mail', 'mall'],
  ['Zoé', 'Zoe'],
  ['général', 'general'],
  ['équipe', 'équipes'],
  ['poste 1', 'poste 2'],
  ['👩‍🚀', '👨‍🚀'],
])('%s and %s do not look alike', (one, other) => {
  expect(looksLike(one, other)).toBe(false);
});

const letters = fc.constantFrom('a', 'I', 'l', '1', 'rn', 'm', 'É', 'ß', 'С', 'ς', 'Ａ', ' ', '👩');
const texts = fc.oneof(
  fc.array(letters, { maxLength: 8 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

test('a name looks like itself in every form that Unicode calls the same, and like its own capitals', () => {
  fc.assert(
    fc.property(texts, (name) => {
      for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
        expect(looksOf(name.normalize(form))).toEqual(looksOf(name));
      }
      expect(looksLike(name, name.normalize('NFKC').toUpperCase())).toBe(true);
    }),
  );
});

test('looks are mutual', () => {
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      expect(looksLike(one, other)).toBe(looksLike(other, one));
    }),
  );
});
