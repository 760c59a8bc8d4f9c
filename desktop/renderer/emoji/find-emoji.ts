import { fold } from '../state/select.ts';

/** The glyph, the French and the English name, codes and other words with bars between them, the group. */
export type EmojiLine = readonly [
  glyph: string,
  french: string,
  english: string,
  codes: string,
  words: string,
  group: number,
];

/** An emoji: its glyph, which the system draws, and what it is called. */
export interface Emoji {
  glyph: string;
  names: { fr: string; en: string };
  /** Both names and the codes that programmers know, folded, between bars. */
  called: string;
  /** Other words for it, likewise. */
  words: string;
  /** Its number among the groups of Unicode, in their order. */
  group: number;
}

/** What is offered before a letter is typed. */
const COMMON = ['👍️', '❤️', '😄', '🎉', '🙏', '👀'];

export function toEmoji([glyph, fr, en, codes, words, group]: EmojiLine): Emoji {
  const between = (all: string) => plain(`|${all}|`);
  return {
    glyph,
    names: { fr, en },
    called: between(`${fr}|${en}|${codes}`),
    words: between(words),
    group,
  };
}

/** The emoji that are called so, that have a name, or another word, that begins so, in this order. */
export function findEmoji(all: readonly Emoji[], typed: string, most: number): Emoji[] {
  if (typed === '') {
    return COMMON.flatMap((glyph) => all.filter((one) => isSame(one.glyph, glyph)));
  }
  const wanted = plain(typed.replaceAll('_', ' '));
  const ways: ((emoji: Emoji) => boolean)[] = [
    ({ called }) => called.includes(`|${wanted}|`),
    ({ called }) => called.includes(`|${wanted}`),
    ({ words }) => words.includes(`|${wanted}|`),
    ({ called }) => called.includes(` ${wanted}`),
    ({ words }) => words.includes(`|${wanted}`),
  ];
  const found = new Set(ways.flatMap((isMeant) => all.filter(isMeant)));
  return [...found].slice(0, most);
}

/** Who types “coeur” means “cœur”. */
const plain = (text: string) => fold(text).replaceAll('œ', 'oe');

/** Whether or not the glyph says that it is to be drawn in colours. */
const isSame = (a: string, b: string) => a.replace('\ufe0f', '') === b.replace('\ufe0f', '');
