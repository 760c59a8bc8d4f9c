import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentionedNames } from '../../../api/messages/mentions.ts';
import type { User } from '../../../api/users/contract.ts';
import { isMentioned } from '../../../desktop/renderer/state/mentions.ts';
import { mentionBefore, splitMentions } from '../../../desktop/renderer/views/channel/mentions.ts';

const user = (username: string): User => ({
  id: username,
  username,
  displayName: username,
  role: 'member',
  disabled: false,
  createdAt: '2026-01-01T00:00:00.000Z',
});

test('the page counts as a mention what the server counts', () => {
  const piece = fc.constantFrom(
    '@',
    '@claire',
    '@Claire',
    '@jean.luc',
    '.',
    '-',
    '_',
    ' ',
    'x',
    'é',
    '\n',
    'ſ',
    'K',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom('claire', 'jean.luc', 'k'),
      (pieces, name) => {
        const text = pieces.join('');
        expect(isMentioned(user(name), text)).toBe(mentionedNames(text).includes(name));
      },
    ),
    { numRuns: 2_000 },
  );
  expect(isMentioned(user('claire'), 'for @claire-.')).toBe(true);
});

test('a text that is cut at its mentions is the same text, with the names that the server counts', () => {
  const piece = fc.oneof(
    fc.constantFrom('@', '@claire', '@Jean.Luc', '.', '-', '_', ' ', 'x', 'é', '\n', '@a@b', '@K'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const parts = splitMentions(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      const names = parts.flatMap(({ name }) => (name === undefined ? [] : [name]));
      expect([...new Set(names)]).toEqual(mentionedNames(text));
    }),
    { numRuns: 1_000 },
  );
});

test('whom a text mentions', () => {
  expect(mentionedNames('@Claire, @jean.luc. And @claire-! x@bob @@ann @x')).toEqual([
    'claire',
    'jean.luc',
  ]);
  expect(mentionedNames(`@${'a'.repeat(33)}`)).toEqual(['a'.repeat(32)]);
  expect(splitMentions('to @Claire.')).toEqual([
    { text: 'to ' },
    { text: '@Claire', name: 'claire' },
    { text: '.' },
  ]);
  expect(splitMentions('@bob')).toEqual([{ text: '@bob', name: 'bob' }]);
  expect(splitMentions('')).toEqual([{ text: '' }]);
});

test('what is typed after an @ is the beginning of a mention, and nothing else is', () => {
  expect(mentionBefore('hi @cla and', 7)).toEqual({ from: 3, typed: 'cla' });
  expect(mentionBefore('@', 1)).toEqual({ from: 0, typed: '' });
  expect(mentionBefore('@Zo\u00e9.x', 6)).toEqual({ from: 0, typed: 'Zo\u00e9.x' });
  for (const text of ['x@cla', '@cla ', 'cla', `@${'a'.repeat(32)}`, '.@a', '']) {
    expect(mentionBefore(text, text.length), text).toBeUndefined();
  }
});
