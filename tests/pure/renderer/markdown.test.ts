import fc from 'fast-check';
import { expect, test } from 'vitest';
import { markdownTokens } from '../../../desktop/renderer/views/channel/markdown-tokens.ts';

const MOST_CHARACTERS = 8_000;
const types = (text: string) => markdownTokens(text).map(({ type }) => type);

test('what people write is read as Markdown', () => {
  expect(types('**hello** @bob')).toEqual(['paragraph']);
  expect(types('> a quote\n\n- a\n  - b')).toEqual(['blockquote', 'space', 'list']);
  expect(types(`${'> '.repeat(9)}deep`)).toEqual(['blockquote']);
});

test('a line that is broken stays broken, and what is struck out is struck out', () => {
  const [paragraph] = markdownTokens('a\nb ~~c~~');
  const tokens = paragraph !== undefined && 'tokens' in paragraph ? (paragraph.tokens ?? []) : [];
  expect(tokens.map(({ type }) => type)).toEqual(['text', 'br', 'text', 'del']);
});

test('what nests too deep is text wherever it stands', () => {
  const text = `hello\n\n${'>'.repeat(100)} deep\n\nbye`;
  expect(markdownTokens(text)).toEqual([{ type: 'raw', raw: text }]);
});

test('a line of signs is one sign, and a thousand are not too many', () => {
  expect(types('_'.repeat(3_000))).toEqual(['hr']);
  expect(types('a* '.repeat(1_000))).toEqual(['paragraph']);
});

// Each of them made the lexer, and with it every page that showed the channel, throw.
test.each(['>', '> ', '1. '])('a message of nothing but %j is text', (unit) => {
  const text = unit.repeat(MOST_CHARACTERS / unit.length);
  expect(markdownTokens(text)).toEqual([{ type: 'raw', raw: text }]);
});

test('a message of nothing but emphasis is text, and not seconds of work', () => {
  const text = '***a_'.repeat(MOST_CHARACTERS / 5);
  expect(markdownTokens(text)).toEqual([{ type: 'raw', raw: text }]);
});

test('no message throws, or loses a character', () => {
  const unit = fc.constantFrom(
    ...['>', '- ', '1. ', '*', '**', '_', '~~', '`', '```', '[', '](', '![', '<a>', '&amp;', '|'],
    ...['a', 'é', '😀', '\ud800', '\n', '\n\n', '\t', '    ', '#', '\\', '@bob', 'https://a.b'],
  );
  const piece = fc
    .tuple(fc.array(unit, { maxLength: 8 }), fc.nat({ max: 60 }))
    .map(([units, times]) => units.join('').repeat(times));
  const messages = fc
    .array(fc.oneof(piece, fc.string({ unit: 'binary' })), { maxLength: 6 })
    .map((pieces) => pieces.join('').slice(0, 3_000));
  fc.assert(
    fc.property(messages, (text) => {
      const letters = (all: string) => all.replaceAll(/[^a-zé@.:😀]/gu, '');
      const raw = markdownTokens(text).map((token) => token.raw);
      expect(letters(raw.join(''))).toBe(letters(text));
    }),
    { numRuns: 300, interruptAfterTimeLimit: 5_000 },
  );
});
