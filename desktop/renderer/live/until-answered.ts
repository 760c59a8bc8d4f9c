import { backOff } from './back-off.ts';
import type { Naps } from './naps.ts';
import { attempt } from './outbox.ts';

/** Tries until it succeeds; `onWait` is told how long it is until the next try. */
export async function untilAnswered(
  naps: Naps,
  call: () => Promise<void>,
  onWait: (waitMs: number) => void = () => undefined,
): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    const refused = await attempt(call);
    if (refused === undefined) return;
    const waitMs = backOff(failures, undefined, Math.random);
    onWait(waitMs);
    await naps.sleep(waitMs);
  }
}
