import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** When something has changed, focuses the place if what had the focus is gone. */
export function useFocusBack(
  place: RefObject<HTMLElement | null>,
  changes: readonly unknown[],
): void {
  useEffect(() => {
    if (document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [...changes]);
}
