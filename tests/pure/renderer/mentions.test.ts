import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseMessage } from '../../../api/messages/markdown/parse.ts';
import { splitMentions } from '../../../api/messages/markdown/split-mentions.ts';
import {
  mentionedNames,
  mentionsConnected,
  mentionsMember,
} from '../../../api/messages/mentions.ts';
import { plainText } from '../../../desktop/renderer/state/plain-text.ts';
import { wordBefore } from '../../../desktop/renderer/views/channel/word-before.ts';

test.each([
  ['@bob', ['bob']],
  ['for @claire-.', ['claire']],
  ['@Claire and @claire', ['claire']],
  ['(@jean.luc), @k2', ['jean.luc', 'k2']],
  ['@jean.luc. Yes', ['jean.luc']],
  ['fin.@bob', ['bob']],
  ['_@bob_, **@ann**, ~~@k2~~', ['bob', 'ann', 'k2']],
  ['- @bob\n\n> @ann\n\n# @k2', ['bob', 'ann', 'k2']],
  ['|a|b|\n|-|-|\n|@bob|@ann|', ['bob', 'ann']],
  ['@all, @tous, @here, @ici', ['all', 'tous', 'here', 'ici']],
  ['@bob_', ['bob_']],
  ['claire@example.org', []],
  ['@@claire x@claire é@claire 1@claire e\u0301@claire', []],
  ['@bob/pkg @bob@host @bobé @bob-é', []],
  ['\\@bob, C:\\@bob, /@bob', []],
  ['`@bob`', []],
  ['```\n@bob\n```', []],
  ['https://example.org/@bob', []],
  ['[@bob](https://example.org)', []],
  ['@a', []],
  [`@${'a'.repeat(32)} @${'b'.repeat(33)}`, ['a'.repeat(32)]],
])('%j mentions %j', (text, names) => {
  expect(mentionedNames(text)).toEqual(names);
});

test('a group means every member, whatever else is mentioned', () => {
  expect(mentionsMember('@here', 'bob')).toBe(true);
  expect(mentionsMember('@ann and @Tous', 'bob')).toBe(true);
  expect(mentionsMember('@bob', 'bob')).toBe(true);
  expect(mentionsMember('@ann, @everyone and @channel', 'bob')).toBe(false);
  expect(['@here', '@ici', '@all', '`@ici`'].map(mentionsConnected)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

test('a text that is cut at its mentions is the same text', () => {
  const piece = fc.oneof(
    fc.constantFrom('@', '@claire', '@Jean.Luc', '.', '-', '_', ' ', 'x', 'é', '\n', '@a@b', '@K'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join('');
      const parts = splitMentions(text);
      expect(parts.map((part) => part.text).join('')).toBe(text);
      for (const part of parts) {
        if (part.kind === 'mention') expect(part.text.toLowerCase()).toBe(`@${part.name}`);
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a message of too many mentions has some', () => {
  const text = Array.from({ length: 1_000 }, (_, index) => `@user${index}`).join(' ');
  expect(mentionedNames(text).length).toBeGreaterThan(100);
  expect(parseMessage(text).length).toBe(1);
});

test('the plain text of a message is its words, those of its code too', () => {
  expect(plainText('**a** `b` ~~c~~ [d](https://x.fr)\n> e\n- f\n1. g', 99)).toBe(
    'a b c d e f 1. g',
  );
  expect(plainText('```hello world\nmore\n```', 99)).toBe('hello world more');
  expect(plainText('```ls```', 99)).toBe('ls');
  expect(plainText('a_b_c 3*4*5 C:\\_x', 99)).toBe('a_b_c 3*4*5 C:\\_x');
  expect(plainText('|a|b|\n|-|-|\n|c|d|', 99)).toBe('a b c d');
  expect(plainText('abc', 2)).toBe('ab…');
});

test('what is typed after an @, a # or a colon is the beginning of a name, and nothing else is', () => {
  const sign = '@';
  expect(wordBefore('hi @cla and', 7)).toEqual({ sign, from: 3, typed: 'cla' });
  expect(wordBefore('@', 1)).toEqual({ sign, from: 0, typed: '' });
  expect(wordBefore('@Zo\u00e9.x', 6)).toEqual({ sign, from: 0, typed: 'Zo\u00e9.x' });
  expect(wordBefore('(#g', 3)).toEqual({ sign: '#', from: 1, typed: 'g' });
  expect(wordBefore('oui :sou', 8)).toEqual({ sign: ':', from: 4, typed: 'sou' });
  const none = [
    'x@cla',
    '@cla ',
    'cla',
    `@${'a'.repeat(32)}`,
    '\\@a',
    '',
    '#',
    '# a',
    'a#b',
    '&#39',
  ];
  const neither = ['Note :', ':a', '10:30', 'https://a', '::ab', '`a :bc', '```\n:bc', '`#a'];
  for (const text of [...none, ...neither]) {
    expect(wordBefore(text, text.length), text).toBeUndefined();
  }
});
