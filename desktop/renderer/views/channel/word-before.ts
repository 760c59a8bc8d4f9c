import { isInOpenFence } from './break-line.ts';

/** What begins a name that can be completed: a person's or a group's, a channel's, an emoji's. */
export type Sign = '@' | '#' | ':';

/** A name that is being typed: where its sign stands, and its letters so far. */
export interface WordBefore {
  sign: Sign;
  from: number;
  typed: string;
}

const PERSON = /(?<![\p{L}\p{N}\p{M}_@\\/])@([\p{L}\p{N}._-]{0,31})$/u;
// A lone # begins a title, and a colon with a letter may be a face.
const CHANNEL = /(?<![\p{L}\p{N}\p{M}_#&\\/])#([\p{L}\p{N}\p{M}._-]{1,40})$/u;
const EMOJI = /(?<![\p{L}\p{N}\p{M}_:\\/])[:]([\p{L}\p{N}\p{M}_+-]{2,30})$/u;

/** The name just before `at`; that of a channel or an emoji is none in code. */
export function wordBefore(text: string, at: number): WordBefore | undefined {
  const before = text.slice(0, at);
  const all: readonly [Sign, RegExp][] = [
    ['@', PERSON],
    ['#', CHANNEL],
    [':', EMOJI],
  ];
  for (const [sign, pattern] of all) {
    const match = pattern.exec(before);
    if (match === null) continue;
    if (sign !== '@' && isInCode(before)) return undefined;
    return { sign, from: match.index, typed: match[1] ?? '' };
  }
  return undefined;
}

function isInCode(before: string): boolean {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return line.split('`').length % 2 === 0 || isInOpenFence(before, before.length);
}
