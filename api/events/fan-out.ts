import { singleFlight } from '../single-flight.ts';

/** How long a fan-out keeps everything else waiting, in milliseconds. */
const SLICE_MS = 0.2;

/**
 * Pumps all followers whenever it is rung, and lets others have their turn before every slice. So
 * whoever posted is answered first, and what commits meanwhile joins what the later followers are
 * still to get: under load a pass takes along more than it was started for. Who comes during a pass
 * is in it, as a Set has it; who goes may be pumped once more.
 *
 * @returns resolves when all that was there at the call has been pumped
 */
export function createFanOut<Follower>(
  followers: ReadonlySet<Follower>,
  pump: (follower: Follower) => void,
): () => Promise<void> {
  return singleFlight(async () => {
    let since = Number.NEGATIVE_INFINITY;
    for (const follower of followers) {
      if (performance.now() - since >= SLICE_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        since = performance.now();
      }
      pump(follower);
    }
  });
}
