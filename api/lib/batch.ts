export interface BatchOptions {
  /**
   * After a batch, wait for its callers to call again. Callers that call in a loop would otherwise
   * split into two halves that take turns, and each batch would be half as large as it could be.
   *
   * The wait ends when as many calls are there as the last batch had, plus those that were waiting
   * already, but never more than `count`. It lasts no longer than the last batch took, and no longer
   * than `ms`. A single caller is not waited for.
   */
  gather?: { count: number; ms: number };
  /**
   * Start the first batch at once. Otherwise it starts a turn of the event loop later, with the
   * requests that have arrived by then. That turn is needed where the database runs in this process:
   * it would answer before the next request is read, and no batch would ever hold two.
   */
  startsAtOnce?: boolean;
}

/**
 * Gathers calls that arrive while one is under way and hands them on together. The next batch
 * starts when the last one has returned, so that batches are as large as the load and no larger.
 *
 * @param run gets 1 to `most` items and answers one outcome each, in order; an outcome that is an
 *   Error rejects its own call, a rejection rejects the calls of the whole batch
 */
export function batch<In, Out>(
  run: (items: readonly In[]) => Promise<readonly (Out | Error)[]>,
  most: number,
  { gather, startsAtOnce = false }: BatchOptions = {},
): (item: In) => Promise<Out> {
  let waiting: Call<In, Out>[] = [];
  let isRunning = false;
  let onCall = () => {};

  async function drain(): Promise<void> {
    isRunning = true;
    if (!startsAtOnce) await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) {
      const calls = waiting.slice(0, most);
      waiting = waiting.slice(most);
      const beganAt = performance.now();
      try {
        settle(calls, await run(calls.map((call) => call.item)));
      } catch (error) {
        for (const call of calls) call.reject(error);
      }
      const mayComeBack = waiting.length + calls.length;
      if (gather !== undefined && mayComeBack > 1) {
        const tookMs = performance.now() - beganAt;
        await gathered(Math.min(mayComeBack, gather.count), Math.min(tookMs, gather.ms));
      }
    }
    isRunning = false;
  }

  function gathered(count: number, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const stop = () => {
        clearTimeout(timer);
        onCall = () => {};
        resolve();
      };
      const timer = setTimeout(stop, ms);
      onCall = () => {
        if (waiting.length >= count) stop();
      };
      onCall();
    });
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      // drain() never rejects: every fault is handed to the calls it concerns.
      if (isRunning) onCall();
      else void drain();
    });
}

interface Call<In, Out> {
  item: In;
  resolve(outcome: Out): void;
  reject(error: unknown): void;
}

function settle<In, Out>(calls: Call<In, Out>[], outcomes: readonly (Out | Error)[]): void {
  calls.forEach((call, index) => {
    const outcome = outcomes[index];
    if (outcome instanceof Error) call.reject(outcome);
    else call.resolve(outcome as Out);
  });
}
