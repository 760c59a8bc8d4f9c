/** The time since a moment. */
export interface Age {
  /** The moment is now. */
  renew(): void;
  ms(): number;
}

/**
 * Takes the larger time of two clocks: the wall clock may be set back, and the monotonic clock
 * stands still while the machine sleeps.
 */
export function createAge(): Age {
  let [wall, steady] = [Date.now(), performance.now()];
  return {
    renew() {
      [wall, steady] = [Date.now(), performance.now()];
    },
    ms: () => Math.max(Date.now() - wall, performance.now() - steady),
  };
}
