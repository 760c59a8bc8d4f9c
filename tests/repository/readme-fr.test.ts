import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const english = readFileSync('README.md', 'utf8');
const french = readFileSync('README.fr.md', 'utf8');
const BLOCK = /```(\w*\n[\s\S]*?)```/g;

const codeOf = (text: string) =>
  [...text.matchAll(BLOCK)].map(([, code = '']) =>
    code
      .split('\n')
      .filter((line) => !/^\s*#/.test(line))
      .join('\n'),
  );
const proseOf = (text: string) => text.replaceAll(BLOCK, '');
const found = (text: string, pattern: RegExp) => [
  ...new Set([...proseOf(text).matchAll(pattern)].map((match) => match[1])),
];

test('the French README has the code of the English one', () => {
  expect(codeOf(english).length).toBeGreaterThan(10);
  expect(codeOf(french)).toEqual(codeOf(english));
});

test.each([
  ['settings and commands', /`((?:[A-Z][A-Z_]{3,}|npm [a-z:& -]+))`/g],
  ['pictures and pages', /\]\(((?!README)[^)#]+)\)/g],
  ['tables', /^\| (`[^|]+`) \|/gm],
])('it has the %s of the English one, in their order', (_what, pattern) => {
  expect(found(english, pattern).length).toBeGreaterThan(1);
  expect(found(french, pattern)).toEqual(found(english, pattern));
});

test('it has as many sections of each level, in the same order', () => {
  const levels = (text: string) =>
    [...proseOf(text).matchAll(/^(#+) /gm)].map(([, level]) => level);
  expect(levels(french)).toEqual(levels(english));
});
