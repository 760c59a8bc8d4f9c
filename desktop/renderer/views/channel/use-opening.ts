import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Store } from '../../store.ts';
import { keepTop } from './hold-top.ts';
import type { ScrollPlace } from './scroll-place.ts';
import { showLine } from './show-row.ts';

interface Moves {
  /** Scrolls to the message that is wanted; false where none is. */
  showWanted(list: HTMLElement): boolean;
  /** Scrolls to the end. */
  pin(): void;
  /** Remembers where the view is. */
  note(list: HTMLElement): void;
  onScroll(): void;
}

/**
 * Opens the history where it is to be read, at a message that is wanted or at the first unread one, and
 * keeps the view in its place whenever one of `changes` does. Returns whether it has opened.
 */
export function useOpening(
  store: Store,
  { box, isAtEnd, shown, held }: ScrollPlace,
  { showWanted, pin, note, onScroll }: Moves,
  changes: readonly unknown[],
): RefObject<boolean> {
  const hasOpened = useRef(false);
  useLayoutEffect(() => {
    const list = box.current;
    if (list === null) return;
    if (shown.current === undefined) {
      // The state was read again after a reset: the timeline opens as it did at first, but for the
      // message that was gone to, since one may be elsewhere by now.
      if (hasOpened.current) store.aim.value = undefined;
      hasOpened.current = false;
      isAtEnd.current = true;
      return;
    }
    if (!showWanted(list)) keepPlace(list);
    hasOpened.current = true;
    held.current = undefined;
    onScroll();
  }, [...changes]);

  function keepPlace(list: HTMLElement): void {
    if (!hasOpened.current) {
      if (showLine(list)) {
        isAtEnd.current = false;
        note(list);
      } else pin();
    } else if (isAtEnd.current) {
      pin();
    } else if (held.current !== undefined) {
      keepTop(list, held.current);
    }
  }
  return hasOpened;
}
