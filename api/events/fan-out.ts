import { singleFlight } from '../lib/single-flight.ts';

/** How long a fan-out runs before it lets other work run, in milliseconds. */
const SLICE_MS = 0.2;
/** The first slice is this long where no fan-out has run for as long before. */
const QUIET_MS = 10;

/**
 * Returns a function that pumps every follower once. A pass is cut into short slices, and between two
 * slices the event loop does other work. Under load the author of a post is therefore answered before
 * all followers have it, and posts again; what is committed meanwhile goes out in the same pass to the
 * followers that are still to come. After a quiet moment nobody waits for an answer, so the first
 * slice is long and followers get the event at once.
 *
 * A follower that is added during a pass is pumped in it. One that is removed may be pumped once more.
 * The promise resolves when all followers have been pumped with what was there at the call.
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
