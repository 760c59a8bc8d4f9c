import { setTimeout as delay } from 'node:timers/promises';

/**
 * Polls until `condition` answers something truthy (a count of 0 is not), and returns it.
 *
 * @throws Error after `timeoutMs`, naming the condition
 */
export async function until<Out>(
  condition: () => Out | Promise<Out>,
  timeoutMs = 10_000,
): Promise<NonNullable<Exclude<Out, false | 0 | ''>>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const out = await condition();
    if (out) return out as never;
    if (performance.now() > deadline) throw new Error(`not within ${timeoutMs} ms: ${condition}`);
    await delay(10);
  }
}
