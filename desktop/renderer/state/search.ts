import type { Message } from '../../../api/messages/contract.ts';
import type { SearchPage, SearchResult } from '../../../api/search/contract.ts';
import { questionOf } from './query.ts';
import type { Search, State } from './state.ts';
import { isNewer } from './timeline.ts';

/** Pages without results that are followed by another by themselves: the server looks at a part at a time. */
export const MOST_EMPTY = 5;

const NOTHING: Omit<Search, 'query' | 'question'> = {
  ...{ asking: undefined, results: undefined, next: null, isIndexed: true, empty: 0 },
  ...{ fault: undefined, chosenId: undefined, heard: [], isOld: false },
};

/**
 * Searches for something else; without a query the search is over. What was found stays until the
 * answer comes, unless nothing is asked any more.
 *
 * @param question what of the query the server is to be asked
 */
export function withSearch(
  state: State,
  query: string | undefined,
  question: string | undefined,
): State {
  const { search } = state;
  if (query === undefined) return search === undefined ? state : { ...state, search: undefined };
  const asked = question ?? questionOf(query);
  if (search?.query === query && search.question === asked) return state;
  if (search === undefined || asked === '') {
    return { ...state, search: { ...NOTHING, query, question: asked } };
  }
  // What is on its way is no answer to another question.
  const asking = asked === search.question ? search.asking : undefined;
  return { ...state, search: { ...search, query, question: asked, asking } };
}

/** @param isMore the next page of what has been found is asked for */
export function askSearch(state: State, id: string, isMore: boolean): State {
  const { search } = state;
  if (search === undefined) return state;
  return { ...state, search: { ...search, asking: { id, isMore }, heard: [] } };
}

/** The answer to the newest request; any other is dropped. */
export function takeSearch(state: State, id: string, page: SearchPage): State {
  const { search } = state;
  if (search?.asking?.id !== id) return state;
  const { isMore } = search.asking;
  const before = isMore ? (search.results ?? []) : [];
  const known = new Set(before.map(({ message }) => message.id));
  const added = page.results.filter(({ message }) => !known.has(message.id));
  const results = search.heard.reduce(withMessage, [...before, ...added]);
  const { next, isIndexed } = page;
  const empty = page.results.length > 0 || next === null ? 0 : search.empty + 1;
  return {
    ...state,
    search: {
      ...search,
      ...{ asking: undefined, results, next, isIndexed, heard: [], fault: undefined },
      empty: isMore ? empty : Math.min(empty, 1),
      ...(!isMore && { isOld: false, chosenId: keptAmong(results, search.chosenId) }),
    },
  };
}

export function missSearch(state: State, id: string, fault: NonNullable<Search['fault']>): State {
  const { search } = state;
  if (search?.asking?.id !== id) return state;
  // What was found for another question would be taken for an answer.
  const results = search.asking.isMore ? search.results : undefined;
  return { ...state, search: { ...search, asking: undefined, fault, results } };
}

export function chooseResult(state: State, chosenId: string): State {
  const { search } = state;
  if (search === undefined || search.chosenId === chosenId) return state;
  return { ...state, search: { ...search, chosenId } };
}

/** The user wants to look further back than where the search has stopped by itself. */
export function goFurther(state: State): State {
  const { search } = state;
  return search === undefined ? state : { ...state, search: { ...search, empty: 0 } };
}

/** A message has been changed or deleted. */
export function hearInSearch(state: State, message: Message): State {
  const { search } = state;
  if (search === undefined) return state;
  const heard = search.asking === undefined ? search.heard : [...search.heard, message];
  const results = search.results && withMessage(search.results, message);
  if (heard === search.heard && results === search.results) return state;
  return { ...state, search: { ...search, heard, results } };
}

/** What may have been missed is asked for again. */
export function outdateSearch(search: Search | undefined): Search | undefined {
  return search && { ...search, isOld: true };
}

/** What is shown of what was found: not what is gone, nor what is in a channel that the user has left. */
export function resultsOf({ search, channels }: State): readonly SearchResult[] {
  return (search?.results ?? []).filter((result) => isShown(channels, result));
}

/** Where Enter leads: to what was chosen, else to what follows it, else to the newest. */
export function chosenOf(state: State): SearchResult | undefined {
  const all = state.search?.results ?? [];
  const at = Math.max(
    0,
    all.findIndex(({ message }) => message.id === state.search?.chosenId),
  );
  const shown = (result: SearchResult) => isShown(state.channels, result);
  return all.slice(at).find(shown) ?? all.slice(0, at).findLast(shown);
}

/** The result so many places further down, or at the end. */
export function resultAt(state: State, by: number): SearchResult | undefined {
  const results = resultsOf(state);
  const chosen = chosenOf(state);
  const at = chosen === undefined ? -1 : results.indexOf(chosen);
  return results[Math.min(results.length - 1, Math.max(0, at + by))];
}

/** Whether the server is to be asked for more at once, since it has found nothing in what it looked at. */
export function goesOn({ search }: Pick<State, 'search'>): boolean {
  if (search === undefined || search.asking !== undefined || search.next === null) return false;
  return search.empty > 0 && search.empty < MOST_EMPTY;
}

function isShown(channels: State['channels'], { message }: SearchResult): boolean {
  return message.body !== null && channels.has(message.parentId ?? message.channelId);
}

function keptAmong(results: readonly SearchResult[], id: string | undefined): string | undefined {
  return results.some(({ message }) => message.id === id) ? id : undefined;
}

function withMessage(results: readonly SearchResult[], message: Message): readonly SearchResult[] {
  const at = results.findIndex((result) => result.message.id === message.id);
  const known = results[at];
  if (known === undefined || !isNewer(message, known.message)) return results;
  const highlights = marksAfter(known, message.body ?? '');
  return results.with(at, { ...known, message, highlights });
}

/** Only the server knows the forms of words: what was marked stays so wherever it still stands. */
function marksAfter(
  { message, highlights }: SearchResult,
  body: string,
): SearchResult['highlights'] {
  const before = message.body ?? '';
  if (before === body) return highlights;
  const words = new Set(highlights.map(([from, to]) => before.slice(from, to)));
  const marks: [number, number][] = [];
  for (let at = 0; at < body.length; at += 1) {
    const word = [...words].find((one) => one !== '' && body.startsWith(one, at));
    if (word === undefined) continue;
    marks.push([at, at + word.length]);
    at += word.length - 1;
  }
  return marks;
}
