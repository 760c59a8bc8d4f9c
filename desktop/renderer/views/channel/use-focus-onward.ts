import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { focusComposer } from '../parts/focus.ts';

/** When the element goes with the focus in it, the composer takes over. */
export function useFocusOnward(place: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const { current } = place;
    return () => {
      if (current?.contains(document.activeElement)) focusComposer();
    };
  }, []);
}
