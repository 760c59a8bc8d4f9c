/** Waits that end early when there is reason to try again at once. */
export interface Naps {
  sleep(ms: number): Promise<void>;
  /** Ends all that are under way. */
  wake(): void;
}

export function createNaps(): Naps {
  const sleepers = new Set<() => void>();
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const end = () => {
          clearTimeout(timer);
          sleepers.delete(end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        sleepers.add(end);
      }),
    wake() {
      for (const end of [...sleepers]) end();
    },
  };
}
