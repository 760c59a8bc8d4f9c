import { setTimeout as delay } from 'node:timers/promises';

/** A busy machine has kept a post waiting for ten seconds; a test is over after thirty. */
export const PATIENCE_MS = 20_000;

/** Each look takes some of the processor, which those who are waited for need as well. */
const LONGEST_PAUSE_MS = 50;

/**
 * Polls until `condition` answers something truthy (a count of 0 is not), and returns it.
 *
 * @throws Error after `timeoutMs`, naming the condition, also if the condition never answers
 */
export async function until<Out>(
  condition: () => Out | Promise<Out>,
  timeoutMs = 10_000,
): Promise<NonNullable<Exclude<Out, false | 0 | ''>>> {
  const deadline = performance.now() + timeoutMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 1.3)) {
    // A slow answer may still be the awaited one, so it gets at least PATIENCE_MS.
    const left = Math.max(PATIENCE_MS, deadline - performance.now());
    const out = await soon(condition(), `an answer to ${condition}`, left);
    if (out) return out as never;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await delay(pauseMs);
  }
}

/** @throws Error naming `what` if `work` takes longer; `work` goes on, and its result is lost */
export async function soon<Out>(
  work: Out | Promise<Out>,
  what: string,
  timeoutMs = PATIENCE_MS,
): Promise<Out> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    const message = `not within ${Math.round(timeoutMs)} ms: ${what}`;
    timer = setTimeout(() => reject(new Error(message)), timeoutMs);
  });
  return Promise.race([work, tooLate]).finally(() => clearTimeout(timer));
}
