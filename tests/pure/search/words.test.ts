import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseQuery, QueryFault } from '../../../api/search/query.ts';
import { match, type Term } from '../../../api/search/terms.ts';
import { wordsOf } from '../../../api/search/words.ts';
import { anything, texts } from './arbitrary.ts';

/** How long the processor may work for what takes it 0.4 s at most, in milliseconds. */
const PATIENCE_MS = 1_000;
const LONG = 100_000;

test('a query is understood, or refused with what to write instead', () => {
  fc.assert(
    fc.property(anything, (text) => {
      termsOrNone(text);
    }),
    { numRuns: 2_000 },
  );
});

test('words are where they are said to be, in order, and can be stored', () => {
  fc.assert(
    fc.property(anything, (text) => {
      let end = 0;
      for (const { text: word, stems, from, to } of wordsOf(text)) {
        expect(from >= end || to === end).toBe(true);
        expect(to > from && to <= text.length).toBe(true);
        end = to;
        expect(wordsOf(text.slice(from, to)).map((same) => same.text)).toContain(word);
        for (const lexeme of [word, ...stems]) {
          expect(lexeme).toMatch(/^[\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{RI}]+$/u);
          expect([...lexeme].length).toBeLessThanOrEqual(64);
        }
      }
    }),
    { numRuns: 2_000 },
  );
});

test('a text is found by each of its words, by all of it, and marked there', () => {
  fc.assert(
    fc.property(texts, (any) => {
      const text = any.replaceAll(/["＂“”„‟«»「」『』]/g, ' ');
      const words = wordsOf(text);
      for (const { from, to } of words) {
        const found = match(parseQuery(text.slice(from, to)).terms, words) ?? [];
        expect(found.some(([start, end]) => start <= from && to <= end)).toBe(true);
      }
      const [first, last] = [words.at(0), words.at(-1)];
      if (first === undefined || last === undefined) return;
      const { terms } = parseQuery(`"${text.slice(0, last.to)}"`);
      expect(match(terms, words)).toEqual([[first.from, last.to]]);
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  ...[
    'a',
    'aie',
    'yeux',
    'é',
    'e\u0301',
    '\u0301',
    'issement',
    '-a',
    "l'",
    '1.',
    ' ',
    '\u00AD',
    'a\u00AD',
  ],
  ...[
    '日',
    'a日',
    'が',
    '👍',
    '👍\u200D',
    '\u200D',
    '🇫',
    '\u{E0061}',
    '👍\u{E0061}',
    'ﷺ',
    '𐌰',
    '한',
  ],
])('%j, over and over, takes no time', (unit) => {
  const long = unit.repeat(LONG / unit.length);
  expect(workMs(() => wordsOf(long))).toBeLessThan(PATIENCE_MS);
});

test.each([
  'a',
  ' ',
  '"',
  '" ',
  '-',
  '- ',
  "l'",
  'a:',
  'e\u0301',
  ':',
  '-"',
  '👍',
  '日',
  'is:saved ',
])('a query of %j, over and over, takes no time', (unit) => {
  const query = unit.repeat(500 / unit.length);
  expect(workMs(() => termsOrNone(query))).toBeLessThan(50);
  // What would be slow with 500 is far slower with 100,000.
  const long = unit.repeat(LONG / unit.length);
  expect(workMs(() => termsOrNone(long))).toBeLessThan(PATIENCE_MS);
});

test('no word is stemmed for long', () => {
  // A stemmer takes time by the square of such a word's length.
  const long = 'ay'.repeat(LONG);
  expect(workMs(() => wordsOf(long))).toBeLessThan(PATIENCE_MS);
});

test('no text is kept in memory for the words that are remembered of it', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const heldBytes = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const text = (n: number) => `sauvegarderions${n} ${'.'.repeat(8_000)}`;
  wordsOf(text(0));
  const before = heldBytes();
  for (let n = 0; n < 2_000; n += 1) wordsOf(text(n));
  // Of 16 MB.
  expect(heldBytes() - before).toBeLessThan(4e6);
});

function termsOrNone(query: string): readonly Term[] {
  try {
    return parseQuery(query).terms;
  } catch (error) {
    if (error instanceof QueryFault) return [];
    throw error;
  }
}

function workMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
