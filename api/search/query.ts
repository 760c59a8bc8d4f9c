import type { Term } from './terms.ts';
import {
  type Filter,
  HAS,
  type Has,
  IS,
  type Is,
  isDay,
  isMe,
  meantBy,
  tokensOf,
} from './tokens.ts';
import { type Word, wordsOf } from './words.ts';

/** What somebody searches for, as they have typed it. Names are not looked up yet. */
export interface Query {
  /** All are wanted. */
  terms: readonly Term[];
  /** One of these has written it: user names, or `me`. */
  from: readonly string[];
  /** It is in one of these: names of channels, or `@` and a user name for a direct channel. */
  in: readonly string[];
  /** Days as `YYYY-MM-DD`: earlier than the day, later than the day, on the day. */
  before: string | undefined;
  after: string | undefined;
  on: string | undefined;
  has: ReadonlySet<Has>;
  is: ReadonlySet<Is>;
  mentionsMe: boolean;
}

/** The query cannot be understood; the message says what to write instead. */
export class QueryFault extends Error {}

/** More terms make a search slow, and help nobody to find something. */
const MOST_TERMS = 20;

/** Between the parts of one word, as people understand it. */
const APOSTROPHE = /^['’ʼ‘´]$/u;
const HYPHEN = /^[‐‑-]$/u;
/** What stands before an apostrophe and is no word to search for. */
const ELIDED = new Set(['l', 'd', 'j', 'm', 't', 's', 'c', 'n', 'qu', 'jusqu', 'lorsqu', 'puisqu']);

/**
 * Parses what somebody has typed: words, `"phrases"`, `-without`, and filters such as `from:claire`,
 * in English and French.
 *
 * @throws QueryFault for a filter whose value is nothing known, and for more than 20 terms
 */
export function parseQuery(text: string): Query {
  const terms: Term[] = [];
  const filters = {
    from: [] as string[],
    in: [] as string[],
    ...{ before: undefined, after: undefined, on: undefined },
    ...{ has: new Set<Has>(), is: new Set<Is>(), mentionsMe: false },
  };
  // Whether the last thing is a word that may go on: `C++` and a filter are whole.
  let isOpen = false;
  for (const { filter, isExcluded, isQuoted, isClosed, text: typed } of tokensOf(text)) {
    isOpen = false;
    if (filter !== undefined) {
      const { kind, name } = filter;
      if (isExcluded) throw new QueryFault(`“-${name}” is not known: leave out the “-”`);
      if (typed === '') throw new QueryFault(`“${name}” needs a value right after it`);
      applyFilter(filters, kind, typed, `${name}${typed}`);
      continue;
    }
    const words = wordsOf(typed);
    terms.push(...(isQuoted ? phraseOf(words, isExcluded) : termsOf(typed, words, isExcluded)));
    isOpen = !isExcluded && !isClosed && words.at(-1)?.to === typed.trimEnd().length;
  }

  if (terms.length > MOST_TERMS) {
    throw new QueryFault(`search for ${MOST_TERMS} words at most: there are ${terms.length}`);
  }
  const last = terms.at(-1);
  if (last !== undefined && isOpen) last.isOpen = true;
  return { ...filters, terms };
}

type Filters = { -readonly [Name in Exclude<keyof Query, 'terms'>]: Query[Name] } & {
  from: string[];
  in: string[];
  has: Set<Has>;
  is: Set<Is>;
};

function applyFilter(filters: Filters, filter: Filter, value: string, written: string): void {
  switch (filter) {
    case 'from':
      filters.from.push(value.replace(/^@/, '').toLowerCase());
      return;
    case 'in':
      filters.in.push(value.replace(/^#/, ''));
      return;
    case 'before':
    case 'after':
    case 'on':
      filters[filter] = parseDay(value, written);
      return;
    case 'has':
      filters.has.add(oneOf(HAS, value, written, 'link, file or reaction'));
      return;
    case 'is':
      filters.is.add(oneOf(IS, value, written, 'pinned, saved or thread'));
      return;
    case 'mentions':
      if (!isMe(value)) throw new QueryFault(`“${written}” is not known: write mentions:me`);
      filters.mentionsMe = true;
  }
}

function oneOf<Value>(
  known: ReadonlyMap<string, Value>,
  value: string,
  written: string,
  choices: string,
): Value {
  const meant = meantBy(known, value);
  if (meant === undefined) throw new QueryFault(`“${written}” is not known: write ${choices}`);
  return meant;
}

function parseDay(value: string, written: string): string {
  if (!isDay(value)) {
    throw new QueryFault(`“${written}” is no day: write it as 2026-01-31`);
  }
  return value;
}

/**
 * What stands between spaces. `porte-monnaie` is two words that are both wanted; `foo_bar.ts` and
 * `2026-01-31` are three each, which follow each other.
 */
function termsOf(run: string, words: readonly Word[], isExcluded: boolean): Term[] {
  const isCompound = words.every((word, index) => isJoined(run, words[index - 1], word));
  const wanted = isCompound ? words.filter((word) => !isElided(run, word)) : words;
  if (!isCompound || (isExcluded && wanted.length > 1)) return phraseOf(wanted, isExcluded);
  return wanted.map(({ text, stems }) => ({
    kind: 'word',
    text,
    stems,
    isOpen: false,
    isExcluded,
  }));
}

function isJoined(run: string, before: Word | undefined, word: Word): boolean {
  if (before === undefined) return true;
  const joint = run.slice(before.to, word.from);
  const isNumber = /\p{N}/u.test(before.text + word.text);
  return APOSTROPHE.test(joint) || (HYPHEN.test(joint) && !isNumber);
}

/** As `l’` of `l’été`, and `’s` of `Claire’s`. */
function isElided(run: string, { text, from, to }: Word): boolean {
  const isBefore = ELIDED.has(text) && to + 1 < run.length && APOSTROPHE.test(run.charAt(to));
  return isBefore || (text === 's' && from > 1 && APOSTROPHE.test(run.charAt(from - 1)));
}

function phraseOf(words: readonly Word[], isExcluded: boolean): Term[] {
  if (words.length === 0) return [];
  return [{ kind: 'phrase', words: words.map(({ text }) => text), isOpen: false, isExcluded }];
}
