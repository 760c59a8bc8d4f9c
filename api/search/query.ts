import type { Term } from './terms.ts';
import { fold, type Word, wordsOf } from './words.ts';

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
  has: ReadonlySet<'link' | 'file' | 'reaction'>;
  is: ReadonlySet<'pinned' | 'saved' | 'thread'>;
  mentionsMe: boolean;
}

/** The query cannot be understood; the message says what to write instead. */
export class QueryFault extends Error {}

/** More terms make a search slow, and help nobody to find something. */
const MOST_TERMS = 20;

type Has = 'link' | 'file' | 'reaction';
type Is = 'pinned' | 'saved' | 'thread';
type Operator = 'from' | 'in' | 'before' | 'after' | 'on' | 'has' | 'is' | 'mentions';

/** In English and French, folded. */
const OPERATORS = new Map<string, Operator>([
  ['from', 'from'],
  ['de', 'from'],
  ['in', 'in'],
  ['dans', 'in'],
  ['before', 'before'],
  ['avant', 'before'],
  ['after', 'after'],
  ['apres', 'after'],
  ['on', 'on'],
  ['le', 'on'],
  ['has', 'has'],
  ['avec', 'has'],
  ['is', 'is'],
  ['est', 'is'],
  ['mentions', 'mentions'],
  ['mentionne', 'mentions'],
]);
const HAS = new Map<string, Has>([
  ['link', 'link'],
  ['lien', 'link'],
  ['file', 'file'],
  ['fichier', 'file'],
  ['reaction', 'reaction'],
]);
const IS = new Map<string, Is>([
  ['pinned', 'pinned'],
  ['epingle', 'pinned'],
  ['saved', 'saved'],
  ['enregistre', 'saved'],
  ['thread', 'thread'],
  ['fil', 'thread'],
]);
export const isMe = (name: string) => ['me', 'moi'].includes(fold(name));

const QUOTE = '"＂“”„‟«»「」『』';
const QUOTED = new RegExp(`[${QUOTE}]([^${QUOTE}]*)([${QUOTE}]?)`, 'uy');
const RUN = new RegExp(`[^\\s${QUOTE}]+`, 'uy');
const OPERATOR = /([\p{L}\p{M}]+):/uy;
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
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found !== undefined) at = pattern.lastIndex;
    return found;
  };

  // Whether the last thing is a word that may go on: `C++` and a filter are whole.
  let isOpen = false;
  while (at < text.length) {
    if (take(/\s+/uy)) continue;
    // `--flag` is a word.
    const isExcluded = take(/-(?=[^\s-])/uy) !== undefined;
    const start = at;
    const operator = OPERATORS.get(fold(take(OPERATOR)?.[1] ?? ''));
    if (operator !== undefined) {
      const name = text.slice(start, at);
      if (isExcluded) throw new QueryFault(`“-${name}” is not known: leave out the “-”`);
      const value = (take(QUOTED)?.[1] ?? take(RUN)?.[0] ?? '').trim();
      if (value === '') throw new QueryFault(`“${name}” needs a value right after it`);
      applyFilter(filters, operator, value, `${name}${value}`);
      isOpen = false;
      continue;
    }
    at = start;
    const [, quoted, endQuote] = take(QUOTED) ?? [];
    const run = quoted ?? take(RUN)?.[0] ?? '';
    const words = wordsOf(run);
    terms.push(
      ...(quoted === undefined ? termsOf(run, words, isExcluded) : phraseOf(words, isExcluded)),
    );
    isOpen = !isExcluded && !endQuote && words.at(-1)?.to === run.trimEnd().length;
    // A sign that nothing takes.
    if (at === start) at += 1;
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

function applyFilter(filters: Filters, operator: Operator, value: string, written: string): void {
  switch (operator) {
    case 'from':
      filters.from.push(value.replace(/^@/, '').toLowerCase());
      return;
    case 'in':
      filters.in.push(value.replace(/^#/, ''));
      return;
    case 'before':
    case 'after':
    case 'on':
      filters[operator] = parseDay(value, written);
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
  const meant = known.get(fold(value));
  if (meant === undefined) throw new QueryFault(`“${written}” is not known: write ${choices}`);
  return meant;
}

function parseDay(value: string, written: string): string {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : undefined;
  // Date takes 30 February for 2 March.
  if (day === undefined || Number.isNaN(Number(day)) || day.toISOString().slice(0, 10) !== value) {
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
