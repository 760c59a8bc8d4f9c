import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findInvisible, withoutInvisible } from '../../api/lib/invisible.ts';
import { machineName, nameText } from '../../api/lib/text.ts';
import { newUsernameSchema, usernameSchema } from '../../api/users/contract.ts';

const name = nameText(1, 80);
const messagesOf = (given: string) => name.safeParse(given).error?.issues.map((i) => i.message);

/** Characters among which odd sequences are likely. */
const characters = fc.constantFrom(
  ...[
    'a',
    'É',
    'e\u0301',
    '1',
    '#',
    ' ',
    '\u00a0',
    '\u3000',
    '👩',
    '🏽',
    '❤',
    '🏴',
    '葛',
    'ب',
    'क्',
  ],
  ...['\u200b', '\u200c', '\u200d', '\ufe0f', '\u20e3', '\u202e', '\u2066', '\u00ad', '\u034f'],
  ...['\u3164', '\u2800', '\ufeff', '\u{e0100}', '\u{e0067}', '\u{e007f}', '\u0958', '\ufb2c'],
);
const texts = fc.oneof(
  fc.array(characters, { maxLength: 12 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 12 }),
);

describe('a name', () => {
  test.each([
    'Zoé Lefèvre',
    'Jean-Paul O’Neill',
    'Œuvres & Cie – l’été « 2026 »',
    'Сергей Иванов',
    '山田太郎',
    '葛\u{e0100}城',
    'محمد',
    'علی\u200cرضا',
    'क्\u200dष',
    'Ali 👩🏽‍🚀',
    '🏳️‍🌈',
    '🏴‍☠️',
    '❤️‍🔥',
    '👨‍👩‍👧‍👦',
    '🕵🏽‍♂️',
    '👁️‍🗨️',
    '🏴󠁧󠁢󠁳󠁣󠁴󠁿',
    '🇫🇷',
    '1️⃣ premier',
    '☎︎',
  ])('may be %s, and stays so', (given) => {
    expect(name.parse(given)).toBe(given);
  });

  test('is kept in NFC, trimmed, and with runs of white space as one space', () => {
    expect(name.parse('  Zoe\u0301 \u00a0\u2003Martin\u3000')).toBe('Zoé Martin');
  });

  test.each([
    ['an override of the direction', 'Claire\u202eerialC', 'U+202E'],
    ['an isolate', '\u2067Claire\u2069', 'U+2067'],
    ['a mark of direction', 'Claire\u200f', 'U+200F'],
    ['a space without width', 'Cl\u200baire', 'U+200B'],
    ['a soft hyphen', 'Cl\u00adaire', 'U+00AD'],
    ['a Hangul filler', '\u3164', 'U+3164'],
    ['a blank Braille cell', 'Claire\u2800', 'U+2800'],
    ['a joiner between letters', 'Cl\u200daire', 'U+200D'],
    ['a joiner without a second pictograph', '👩\u200d', 'U+200D'],
    ['a non-joiner between Latin letters', 'Cl\u200caire', 'U+200C'],
    ['a variation selector after a digit', 'claire2\ufe0f', 'U+FE0F'],
    ['text hidden in tags', '👩\u{e0068}\u{e0069}', 'U+E0068'],
    ['the flag of no region', '🏴\u{e0061}\u{e007f}', 'U+E0061'],
  ])('with %s is refused, and the message says which character', (_, given, character) => {
    expect(messagesOf(given)).toEqual([
      `must not contain ${character}, which cannot be seen: delete it, or type the text anew`,
    ]);
  });

  test('that is taken is kept as it is when it is sent again', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const kept = name.safeParse(given).data;
        if (kept !== undefined) expect(name.parse(kept)).toBe(kept);
      }),
    );
  });

  test('without its invisible characters has none, and is otherwise the same', () => {
    fc.assert(
      fc.property(texts, (given) => {
        const seen = withoutInvisible(given);
        expect(findInvisible(seen)).toBeUndefined();
        if (findInvisible(given) === undefined) expect(seen).toBe(given);
      }),
    );
  });
});

test('a machine is signed in whatever it calls itself: what cannot be seen is left out', () => {
  const workstation = machineName(1, 80);
  expect(workstation.parse('\u202aposte\u200b\u00a0 4\u202c')).toBe('poste 4');
  expect(workstation.parse('\u3164')).toBe('?');
  expect([...workstation.parse('\u0958'.repeat(80))]).toHaveLength(80);
  expect(workstation.safeParse('two\nlines').success).toBe(false);
});

describe('a user name', () => {
  test.each(['a1', 'jean-luc', 'jean.luc', 'jean_luc', 'a'.repeat(32), 'allan'])(
    'may be %s',
    (given) => expect(newUsernameSchema.parse(given)).toBe(given),
  );

  test.each(['all', 'Tous', 'here', 'ici', 'channel', 'EVERYONE'])(
    'is not %s, which stands for several people',
    (given) => expect(newUsernameSchema.safeParse(given).success).toBe(false),
  );

  test.each(['claire.', 'claire-', 'claire_'])(
    'does not end as in %s, and who is called so already signs in',
    (given) => {
      expect(newUsernameSchema.safeParse(given).success).toBe(false);
      expect(usernameSchema.parse(given)).toBe(given);
    },
  );

  test('is refused with the character that it may not hold', () => {
    const [issue] = newUsernameSchema.safeParse('cl\u0430ire').error?.issues ?? [];
    expect(issue?.message).toBe(
      'must not contain U+0430: use a-z, 0-9, dot, underscore and hyphen',
    );
  });
});
