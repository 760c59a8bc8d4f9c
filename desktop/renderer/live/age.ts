/** How long ago something was. */
export interface Age {
  /** It is now. */
  renew(): void;
  ms(): number;
}

/**
 * By whichever clock says more: the wall clock may be set back, and the other one stands still
 * while the machine sleeps.
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
