import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentionedNames } from '../../../api/messages/contract.ts';
import { mentionBefore, splitMentions } from '../../../desktop/renderer/views/channel/mentions.ts';

test.each([
  ['for @claire-.', ['claire']],
  ['@Claire and @claire', ['claire']],
  ['(@jean.luc), @k2', ['jean.luc', 'k2']],
  ['@jean.luc. Yes', ['jean.luc']],
  ['claire@example.org', []],
  ['@@claire x@claire _@claire é@claire 1@claire', []],
  ['@ab@cd', ['ab']],
  ['@a', []],
])('%j mentions %j', (text, names) => {
  expect(mentionedNames(text)).toEqual(names);
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
