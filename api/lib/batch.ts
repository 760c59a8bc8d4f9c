export interface BatchOptions {
  /**
   * Callers who wait for their answer before they call again fall into halves that take turns: while
   * one half is served the other gathers, and every batch is half as large as it could be. So what
   * follows on a batch waits for as many calls as that one had besides those that are there, but for
   * no more than `count`: halves of that size may well take turns. It waits as long as the batch took
   * at most, and no longer than `ms`. One call alone keeps nobody waiting.
   */
  gather?: { count: number; ms: number };
  /**
   * Does not hear out first the requests that have arrived already. A database in this very process
   * answers before the next one has been read, and nothing would ever be gathered.
   */
  isPrompt?: boolean;
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
  { gather, isPrompt = false }: BatchOptions = {},
): (item: In) => Promise<Out> {
  let waiting: Call<In, Out>[] = [];
  let isRunning = false;
  let onCall = () => {};

  async function drain(): Promise<void> {
    isRunning = true;
    if (!isPrompt) await new Promise((resolve) => setImmediate(resolve));
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
