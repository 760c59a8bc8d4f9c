import type { Typed } from '../../state/query.ts';

/** As the server takes them, with some room for filters. */
export const MOST_CHARACTERS = 300;

/** What has been typed before the search is there, and what of it is selected if that has the focus. */
export interface Begun {
  typed: Typed;
  selection: [number, number] | undefined;
}
