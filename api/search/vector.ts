import type { Term } from './terms.ts';
import { type Forms, type Word, wordsOf } from './words.ts';

/** What the index is told of a message. */
export interface Indexed {
  /** What it says, and the names of its files (see `textOf`). */
  text: string;
  authorId: string;
  isOfThread: boolean;
  hasFiles: boolean;
  createdAt: Date;
}

/** The text by whose words a message is found: its own, and then the names of its files. */
export const textOf = (body: string, names: readonly string[]): string =>
  [body, ...names].join('\n');

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;
/** PostgreSQL keeps no more positions of a word than these ("Limitations" of text search). */
const MOST_POSITIONS = 255;
const LAST_POSITION = 16_383;

/**
 * A message as PostgreSQL's `tsvector`, as text. Words have their positions, for phrases. What else is
 * looked up begins with a sign that no word has: `~` a stem, `@` an author, `#` a week, `:` a kind.
 */
export function toVector(message: Indexed, forms?: Forms): string {
  const positions = new Map<string, number[]>();
  const { words, kinds } = lexemesOf(message, forms);
  const others = new Set([weekLexeme(weekOf(message.createdAt)), ...kinds]);
  for (const [index, { text, stems }] of words.entries()) {
    const at = positions.get(text);
    if (at === undefined) positions.set(text, [index + 1]);
    else if (at.length < MOST_POSITIONS) at.push(index + 1);
    for (const stem of stems) others.add(`~${stem}`);
  }
  const placed = [...positions].map(([text, at]) => {
    const places = at.filter((position) => position <= LAST_POSITION);
    return places.length === 0 ? `'${text}'` : `'${text}':${places.join(',')}`;
  });
  return [...placed, ...[...others].map((lexeme) => `'${lexeme}'`)].join(' ');
}

/** The terms as PostgreSQL's `tsquery`, as text; undefined where there are none. */
export function toTsquery(terms: readonly Term[]): string | undefined {
  if (terms.length === 0) return undefined;
  return terms.map((term) => `${term.isExcluded ? '!' : ''}(${wanted(term, '<->')})`).join(' & ');
}

/**
 * The same, as much as the index finds soon and without a look at the message: the words of phrases in
 * any order, nothing of what is excluded, and no words by their first letter or two, which are too many,
 * unless nothing else is wanted.
 *
 * @param leavesOutOpen nor any words by their beginning
 */
export function toLooseTsquery(terms: readonly Term[], leavesOutOpen = false): string | undefined {
  const known = looseTerms(terms).flatMap((term) =>
    leavesOutOpen ? (withoutOpen(term) ?? []) : term,
  );
  return known.length === 0 ? undefined : known.map((term) => `(${wanted(term, '&')})`).join(' & ');
}

/** The words that `toLooseTsquery` looks up by their beginning; undefined where it has none. */
export function openTsquery(terms: readonly Term[]): string | undefined {
  const open = looseTerms(terms).find(({ isOpen }) => isOpen);
  if (open === undefined) return undefined;
  return `'${open.kind === 'word' ? open.text : open.words.at(-1)}':*`;
}

function looseTerms(terms: readonly Term[]): Term[] {
  const wantedTerms = terms.filter(({ isExcluded }) => !isExcluded);
  return wantedTerms.flatMap((term) =>
    isShort(term, wantedTerms.length === 1) ? (withoutOpen(term) ?? []) : term,
  );
}

function isShort(term: Term, isAlone: boolean): boolean {
  if (!term.isOpen) return false;
  if (term.kind === 'word') {
    return (isAlone ? /^[a-z0-9]$/ : /^[a-z0-9]{1,2}$/).test(term.text);
  }
  return term.words.length > 1 && /^[a-z0-9]{1,2}$/.test(term.words.at(-1) ?? '');
}

/** Without what is only the beginning of a word; undefined where nothing is left. */
function withoutOpen(term: Term): Term | undefined {
  if (!term.isOpen) return term;
  if (term.kind === 'word' || term.words.length === 1) return undefined;
  return { ...term, words: term.words.slice(0, -1), isOpen: false };
}

function wanted(term: Term, joint: '<->' | '&'): string {
  const open = term.isOpen ? ':*' : '';
  if (term.kind === 'word') {
    const stems = term.stems.map((stem) => `'~${stem}'`);
    return [...stems, ...(term.isOpen ? [`'${term.text}'${open}`] : [])].join(' | ');
  }
  return `${term.words.map((text) => `'${text}'`).join(` ${joint} `)}${open}`;
}

export const LINK = ':link';
export const FILE = ':file';
export const THREAD = ':thread';

/** An id's last 60 bits are random. */
export const authorLexeme = (userId: string) => `@${userId.replaceAll('-', '').slice(-15)}`;

/** Weeks since 1970. */
export const weekOf = (time: Date) => Math.floor(time.getTime() / WEEK_MS);
export const weekLexeme = (week: number) => `#${week}`;
export const weekStart = (week: number) => new Date(week * WEEK_MS);

const hasLink = (text: string) => /https?:\/\/|\bwww\./i.test(text);

/** The words of a message, and what else it is looked up by, but for its week. */
export function lexemesOf(message: Indexed, forms?: Forms): { words: Word[]; kinds: Set<string> } {
  const kinds = new Set([authorLexeme(message.authorId)]);
  if (hasLink(message.text)) kinds.add(LINK);
  if (message.hasFiles) kinds.add(FILE);
  if (message.isOfThread) kinds.add(THREAD);
  return { words: wordsOf(message.text, forms), kinds };
}
