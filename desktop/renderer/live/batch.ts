/** The longest wait, above any frame's time, for visible windows that are seldom drawn. */
const LONGEST_MS = 250;

export interface Batch<Item> {
  add(items: readonly Item[]): void;
  /** Hands over the gathered items at once. */
  flush(): void;
}

/**
 * Gathers items until the next frame, so that any number of them is drawn once. A hidden page draws
 * no frames and its timers are late, so there the items are handed over at once.
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
