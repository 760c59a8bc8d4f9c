/** What a filter of a query is about. */
export type Filter = 'from' | 'in' | 'before' | 'after' | 'on' | 'has' | 'is' | 'mentions';
export type Has = 'link' | 'file' | 'reaction';
export type Is = 'pinned' | 'saved' | 'thread';

/** What filters are called, in English and French; without case and accents, as all names here. */
export const FILTERS: ReadonlyMap<string, Filter> = new Map<string, Filter>([
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
export const HAS: ReadonlyMap<string, Has> = new Map<string, Has>([
  ['link', 'link'],
  ['lien', 'link'],
  ['file', 'file'],
  ['fichier', 'file'],
  ['reaction', 'reaction'],
]);
export const IS: ReadonlyMap<string, Is> = new Map<string, Is>([
  ['pinned', 'pinned'],
  ['epingle', 'pinned'],
  ['saved', 'saved'],
  ['enregistre', 'saved'],
  ['thread', 'thread'],
  ['fil', 'thread'],
]);

/** A piece of a query as it was typed, and where it stands, in UTF-16 units. */
export interface Token {
  from: number;
  to: number;
  /** A `-` stands before it. */
  isExcluded: boolean;
  /** What it is about, and its name as it was typed, with the colon; undefined for words. */
  filter: { kind: Filter; name: string } | undefined;
  isQuoted: boolean;
  /** The quotation mark at its end is there, too. */
  isClosed: boolean;
  /** The words, or the filter's value, without quotation marks; a filter may have none yet. */
  text: string;
}

const QUOTE = '"＂“”„‟«»「」『』';
const QUOTED = new RegExp(`[${QUOTE}]([^${QUOTE}]*)([${QUOTE}]?)`, 'uy');
const RUN = new RegExp(`[^\\s${QUOTE}]+`, 'uy');
const NAME = /([\p{L}\p{M}]+):/uy;

/** The pieces of a query: filters such as `from:claire`, `"phrases"`, and what stands between spaces. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text) ?? undefined;
    if (found !== undefined) at = pattern.lastIndex;
    return found;
  };

  while (at < text.length) {
    if (take(/\s+/uy)) continue;
    const from = at;
    // `--flag` is a word.
    const isExcluded = take(/-(?=[^\s-])/uy) !== undefined;
    const start = at;
    const kind = FILTERS.get(nameOf(take(NAME)?.[1] ?? ''));
    if (kind === undefined) at = start;
    const filter = kind && { kind, name: text.slice(start, at) };
    const quoted = take(QUOTED);
    const words = quoted?.[1] ?? take(RUN)?.[0] ?? '';
    // A sign that nothing takes.
    if (at === from) at += 1;
    tokens.push({
      ...{ from, to: at, isExcluded, filter },
      ...{ isQuoted: quoted !== undefined, isClosed: (quoted?.[2] ?? '') !== '' },
      text: filter ? words.trim() : words,
    });
  }
  return tokens;
}

/** The value that is meant, whatever its case and accents. */
export function meantBy<Value>(
  known: ReadonlyMap<string, Value>,
  typed: string,
): Value | undefined {
  return known.get(nameOf(typed));
}

export const isMe = (name: string): boolean => ['me', 'moi'].includes(nameOf(name));

/** Whether it is a day of the calendar, written as `2026-01-31`. */
export function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  // Date takes 30 February for 2 March.
  if (day === undefined || Number.isNaN(Number(day))) return false;
  return day.toISOString().slice(0, 10) === text;
}

function nameOf(typed: string): string {
  return typed.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
