/** Longer than any frame takes, for windows that are drawn seldom though they are not hidden. */
const LONGEST_MS = 250;

export interface Batch<Item> {
  add(items: readonly Item[]): void;
  /** Hands over at once what is gathered. */
  flush(): void;
}

/**
 * Gathers what comes in until the next frame is drawn, so that however much comes it is drawn once.
 * A hidden page draws nothing, and its timers are late: there nothing is held back.
 */
export function createBatch<Item>(take: (items: readonly Item[]) => void): Batch<Item> {
  let gathered: Item[] = [];
  let cancel: (() => void) | undefined;

  function flush(): void {
    cancel?.();
    cancel = undefined;
    const items = gathered;
    gathered = [];
    if (items.length > 0) take(items);
  }

  return {
    add(items) {
      gathered.push(...items);
      if (document.hidden) flush();
      else cancel ??= beforeNextFrame(flush);
    },
    flush,
  };
}

function beforeNextFrame(act: () => void): () => void {
  const frame = requestAnimationFrame(act);
  const timer = setTimeout(act, LONGEST_MS);
  return () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
  };
}
