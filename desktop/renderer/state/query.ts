import {
  type Filter,
  HAS,
  IS,
  isDay,
  isMe,
  meantBy,
  type Token,
  tokensOf,
} from '../../../api/search/tokens.ts';
import { fold } from './select.ts';
import type { State } from './state.ts';

/** A query as the field holds it: filters, which are shown apart, and what else was typed. */
export interface Typed {
  /** As they are written, as `from:claire`. */
  filters: readonly string[];
  words: string;
}

/** A filter that is being typed at the end: its name with the colon, and its value so far. */
export interface Unfinished {
  kind: Filter;
  name: string;
  value: string;
  /** Where it begins. */
  from: number;
}

/** What may be wrong with a filter. */
export interface FilterFault {
  why: 'from' | 'in' | 'day' | 'has' | 'is' | 'mentions' | 'excluded';
  /** The filter, and its value alone, as they were typed. */
  written: string;
  value: string;
}

export function splitQuery(query: string): Typed {
  return takeFilters({ filters: [], words: query }, isWhole);
}

/**
 * Takes the filters out of the words that are finished, since something follows them.
 *
 * @param caret where one types; a filter that ends there is not finished
 */
export function takeFinished(typed: Typed, caret = typed.words.length): Typed {
  const isFinished = ({ to }: Token) => to < typed.words.length && to !== caret;
  const taken = takeFilters(typed, (token) => isWhole(token) && isFinished(token));
  return taken.filters.length === typed.filters.length ? typed : taken;
}

export function joinQuery({ filters, words }: Typed): string {
  return [...filters, words.trim()].filter(Boolean).join(' ');
}

/** With the filter, and without any other of its kind that excludes it: a message has one day and place. */
export function withFilter({ filters, words }: Typed, filter: string): Typed {
  const kind = kindOf(filter);
  const isAlone = kind === 'before' || kind === 'after' || kind === 'on';
  const others = filters.filter((one) => one !== filter && !(isAlone && kindOf(one) === kind));
  return { filters: [...others, filter], words };
}

export function withoutFilter({ filters, words }: Typed, filter: string): Typed {
  return { filters: filters.filter((one) => one !== filter), words };
}

/** In this channel alone, or, without one, in all. */
export function withinChannel({ filters, words }: Typed, channelId: string | undefined): Typed {
  const others = filters.filter((one) => kindOf(one) !== 'in');
  return { filters: channelId === undefined ? others : [`in:${channelId}`, ...others], words };
}

export function tokenOf(filter: string): Token | undefined {
  return tokensOf(filter)[0];
}

export function kindOf(filter: string): Filter | undefined {
  return tokenOf(filter)?.filter?.kind;
}

export function unfinishedIn(words: string): Unfinished | undefined {
  const last = tokensOf(words).at(-1);
  if (last?.filter === undefined || last.isExcluded || last.to < words.length) return undefined;
  const { kind, name } = last.filter;
  return { kind, name, value: last.text, from: last.from };
}

/**
 * What of a query the server is asked: nothing where it only names channels, since all that is in them
 * is no answer to anything.
 */
export function questionOf(query: string): string {
  const tokens = tokensOf(query).filter(({ filter, text }) => filter === undefined || text !== '');
  const isOfPlaces = tokens.every(({ filter }) => filter?.kind === 'in');
  return isOfPlaces ? '' : tokens.map(({ from, to }) => query.slice(from, to)).join(' ');
}

/** The same while it is typed: a filter at the end of which nobody knows the value yet waits. */
export function questionWhileTyped(state: State, typed: Typed): string {
  const unfinished = unfinishedIn(typed.words);
  const isReady = unfinished === undefined || isKnown(state, unfinished.kind, unfinished.value);
  const words = isReady ? typed.words : typed.words.slice(0, unfinished.from);
  return questionOf(joinQuery({ ...typed, words }));
}

/** The filter that the server cannot have understood. */
export function faultIn(state: State, query: string): FilterFault | undefined {
  for (const { filter, text, isExcluded, from, to } of tokensOf(query)) {
    if (filter === undefined) continue;
    const written = query.slice(from, to);
    if (isExcluded) return { why: 'excluded', written, value: text };
    if (isKnown(state, filter.kind, text)) continue;
    const isOfDays = ['before', 'after', 'on'].includes(filter.kind);
    return { why: isOfDays ? 'day' : (filter.kind as FilterFault['why']), written, value: text };
  }
  return undefined;
}

/** The user of a name, as the server looks for them. */
export function userCalled({ users, me }: Pick<State, 'users' | 'me'>, name: string) {
  const wanted = name.replace(/^@/, '').toLowerCase();
  if (isMe(wanted)) return me;
  const all = [...users.values()];
  return (
    all.find(({ username }) => username === wanted) ??
    all.find(({ displayName }) => displayName.toLowerCase() === wanted)
  );
}

/** The channel of an id or a name, likewise. */
export function channelCalled({ channels }: Pick<State, 'channels'>, name: string) {
  const wanted = name.replace(/^#/, '');
  const all = [...channels.values()];
  return (
    channels.get(wanted) ??
    all.find((one) => one.name !== null && inOneWay(one.name) === inOneWay(wanted))
  );
}

function isKnown(state: State, kind: Filter, value: string): boolean {
  if (value === '') return false;
  switch (kind) {
    case 'from':
      return userCalled(state, value) !== undefined;
    case 'in':
      return value.startsWith('@')
        ? userCalled(state, value) !== undefined
        : channelCalled(state, value) !== undefined;
    case 'before':
    case 'after':
    case 'on':
      return isDay(value);
    case 'has':
      return meantBy(HAS, value) !== undefined;
    case 'is':
      return meantBy(IS, value) !== undefined;
    case 'mentions':
      return isMe(value);
  }
}

/** Without accents, case and marks, as people type names. */
function inOneWay(name: string): string {
  return fold(name.replaceAll(/[\s_-]+/gu, ' '));
}

const isWhole = ({ filter, isExcluded, text }: Token) =>
  filter !== undefined && !isExcluded && text !== '';

function takeFilters({ filters, words }: Typed, isTaken: (token: Token) => boolean): Typed {
  let taken: Typed = { filters, words };
  let left = '';
  let at = 0;
  for (const token of tokensOf(words)) {
    if (!isTaken(token)) continue;
    taken = withFilter(taken, words.slice(token.from, token.to));
    left += words.slice(at, token.from);
    at = token.to;
    // One of the blanks around it is enough.
    while (/\s/u.test(words[at] ?? '') && (left === '' || /\s$/u.test(left))) at += 1;
  }
  return { filters: taken.filters, words: left + words.slice(at) };
}
