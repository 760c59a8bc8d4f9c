import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import {
  joinQuery,
  questionWhileTyped,
  splitQuery,
  type Typed,
  takeFinished,
} from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';

/**
 * What stands in the search field. It follows an address that says something else.
 *
 * @param begun what was typed before the field was there
 */
export function useTyped(store: Store, state: State, begun: Typed) {
  const query = state.search?.query ?? '';
  const [typed, setTyped] = useState(() =>
    // Its blank at the end is none of the query's.
    joinQuery(begun) === query ? begun : splitQuery(query),
  );
  /** The newest query that this field has given or taken. */
  const own = useRef(query);

  // Before the next key, which goes on with what is there.
  useLayoutEffect(() => {
    if (query === own.current) return;
    own.current = query;
    setTyped(splitQuery(query));
  }, [query]);

  /**
   * @param isAtOnce nothing more is to be expected, as of a filter that was chosen
   * @param caret where one types, if that is not the end
   */
  function change(next: Typed, isAtOnce = false, caret?: number): void {
    const taken = takeFinished(next, caret);
    own.current = joinQuery(taken);
    setTyped(taken);
    store.searchSoon(own.current, questionWhileTyped(state, taken));
    if (isAtOnce || own.current === '') store.settle();
  }

  return { typed, change };
}
