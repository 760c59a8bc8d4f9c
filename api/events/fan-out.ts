import { singleFlight } from '../lib/single-flight.ts';

/** How long a fan-out keeps everything else waiting, in milliseconds. */
const SLICE_MS = 0.2;
/** The same for its beginning, where nothing has gone out for as long before. */
const QUIET_MS = 10;

/**
 * Pumps all followers whenever it is rung, and lets others have their turn before every slice. So
 * under load whoever posted is answered first and posts again, and what commits meanwhile joins what
 * the later followers are still to get: a pass takes along more than it was started for. After a
 * quiet while nobody is about to, and those who follow come first. Who comes during a pass is in it,
 * as a Set has it; who goes may be pumped once more.
 *
 * @returns resolves when all that was there at the call has been pumped
 */
export function createFanOut<Follower>(
  followers: ReadonlySet<Follower>,
  pump: (follower: Follower) => void,
): () => Promise<void> {
  let endedAt = Number.NEGATIVE_INFINITY;
  return singleFlight(async () => {
    const from = performance.now();
    let until = from - endedAt < QUIET_MS ? from : from + QUIET_MS;
    for (const follower of followers) {
      if (performance.now() >= until) {
        await new Promise((resolve) => setImmediate(resolve));
        until = performance.now() + SLICE_MS;
      }
      pump(follower);
    }
    endedAt = performance.now();
  });
}
