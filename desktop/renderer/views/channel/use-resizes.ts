import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';

/** Calls `onResize` when one of the elements gets another size, and at first. */
export function useResizes(
  elements: readonly RefObject<Element | null>[],
  onResize: () => void,
): void {
  useLayoutEffect(() => {
    const observer = new ResizeObserver(onResize);
    for (const { current } of elements) if (current !== null) observer.observe(current);
    return () => observer.disconnect();
  }, []);
}
