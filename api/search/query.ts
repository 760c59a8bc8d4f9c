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

const QUOTED = /["“”„«»]([^"“”„«»]*)["“”„«»]?/uy;
const OPERATOR = /([\p{L}\p{M}]+):/uy;
const RUN = /[^\s"“”„«»]+/uy;
/** Between the parts of one word, as people understand it. */
const JOINT = /^['’ʼ‑-]$/u;
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

  while (at < text.length) {
    if (take(/\s+/uy)) continue;
    const isExcluded = take(/-(?=\S)/uy) !== undefined;
    const start = at;
    const operator = OPERATORS.get(fold(take(OPERATOR)?.[1] ?? ''));
    if (operator !== undefined) {
      const name = text.slice(start, at);
      if (isExcluded) throw new QueryFault(`“-${name}” is not known: leave out the “-”`);
      const value = (take(QUOTED)?.[1] ?? take(RUN)?.[0] ?? '').trim();
      if (value === '') throw new QueryFault(`“${name}” needs a value right after it`);
      applyFilter(filters, operator, value, `${name}${value}`);
      continue;
    }
    at = start;
    const quoted = take(QUOTED);
    if (quoted === undefined) terms.push(...termsOf(take(RUN)?.[0] ?? '', isExcluded));
    else terms.push(...phraseOf(wordsOf(quoted[1] ?? ''), isExcluded));
    // A sign that nothing takes.
    if (at === start) at += 1;
  }

  if (terms.length > MOST_TERMS) {
    throw new QueryFault(`search for ${MOST_TERMS} words at most: there are ${terms.length}`);
  }
  const last = terms.at(-1);
  const isQuoted = /["“”„«»]\s*$/u.test(text);
  if (last !== undefined && !last.isExcluded && !isQuoted && endsWithWord(text)) last.isOpen = true;
  return { ...filters, terms };
}

/** Whether the last thing in the text is a word and not a filter. */
function endsWithWord(text: string): boolean {
  const run = /[^\s"“”„«»]+\s*$/u.exec(text)?.[0] ?? '';
  const name = /^([\p{L}\p{M}]+):/u.exec(run)?.[1];
  return name === undefined || !OPERATORS.has(fold(name));
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
 * What stands between spaces. `porte-monnaie` is two words that are both wanted; `foo_bar.ts` is
 * three that follow each other.
 */
function termsOf(run: string, isExcluded: boolean): Term[] {
  const words = wordsOf(run);
  const isCompound = words.every((word, index) => {
    const before = words[index - 1];
    return before === undefined || JOINT.test(run.slice(before.to, word.from));
  });
  if (!isCompound || (isExcluded && words.length > 1)) return phraseOf(words, isExcluded);
  return words
    .filter(({ text, to }) => !(ELIDED.has(text) && /^['’ʼ]./u.test(run.slice(to))))
    .map(({ text, stems }) => ({ kind: 'word', text, stems, isOpen: false, isExcluded }));
}

function phraseOf(words: readonly Word[], isExcluded: boolean): Term[] {
  if (words.length === 0) return [];
  return [{ kind: 'phrase', words: words.map(({ text }) => text), isOpen: false, isExcluded }];
}
