import { expect, test } from 'vitest';
import { matchesIn } from '../../../desktop/renderer/views/find/matches.ts';

const found = (text: string, words: string) =>
  matchesIn(text, words).map(([start, end]) => text.slice(start, end));

test.each([
  ['L’été dernier, à l’ETE', 'ete', ['été', 'ETE']],
  ['ete', 'ÉTÉ', ['ete']],
  ['e\u0301te\u0301 !', 'été', ['e\u0301te\u0301']],
  ['👩‍🚀 décollage', 'decollage', ['décollage']],
  ['İstanbul İstanbul', 'istanbul', ['İstanbul', 'İstanbul']],
  ['aaaa', 'aa', ['aa', 'aa']],
  ['a.b', '.', ['.']],
  ['nothing of it', 'some', []],
  ['anything', '', []],
])('in %j, %j stands as %j', (text, words, matches) => {
  expect(found(text, words)).toEqual(matches);
});
