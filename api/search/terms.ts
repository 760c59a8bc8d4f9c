import type { Word } from './words.ts';

/** Something that a search wants in a text, or not in it. */
export type Term = (
  | {
      kind: 'word';
      text: string;
      stems: readonly string[];
    }
  | {
      /** Words that follow each other, exactly as they are. */
      kind: 'phrase';
      words: readonly string[];
    }
) & {
  /** Whether a text may have more letters after it. */
  isOpen: boolean;
  isExcluded: boolean;
};

/** Where a text has something, in UTF-16 units: from, and to, which is after the last. */
export type Range = [from: number, to: number];

/**
 * What of a text to mark, in order and without overlaps; undefined where the text is not what is
 * searched for.
 */
export function match(terms: readonly Term[], words: readonly Word[]): Range[] | undefined {
  const ranges: Range[] = [];
  for (const term of terms) {
    const found = term.kind === 'word' ? findWord(term, words) : findPhrase(term, words);
    if (term.isExcluded === found.length > 0) return undefined;
    if (!term.isExcluded) ranges.push(...found);
  }
  return merge(ranges);
}

function findWord(
  { text, stems, isOpen }: Extract<Term, { kind: 'word' }>,
  words: readonly Word[],
): Range[] {
  return words
    .filter(
      (word) =>
        word.stems.some((stem) => stems.includes(stem)) || (isOpen && word.text.startsWith(text)),
    )
    .map(({ from, to }) => [from, to]);
}

function findPhrase(
  { words: wanted, isOpen }: Extract<Term, { kind: 'phrase' }>,
  words: readonly Word[],
): Range[] {
  const last = wanted.length - 1;
  return words.flatMap(({ from }, start): Range[] => {
    const isThere = wanted.every((text, index) => {
      const word = words[start + index]?.text;
      return isOpen && index === last ? word?.startsWith(text) : word === text;
    });
    const end = words[start + last];
    return isThere && end !== undefined ? [[from, end.to]] : [];
  });
}

function merge(ranges: readonly Range[]): Range[] {
  const merged: Range[] = [];
  for (const [from, to] of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last === undefined || from > last[1]) merged.push([from, to]);
    else last[1] = Math.max(last[1], to);
  }
  return merged;
}
