import { Problem } from '../../http/problem.ts';

/** How many refusals a second are answered at once. */
const AT_ONCE = 20;
/** How long a further one waits: this, or up to twice this, so that not all come back together. */
const LEAST_HELD_MS = 2_000;
const MOST_HELD = 10_000;

/** Runs an attempt to sign in. */
export type Brake = <Out>(attempt: () => Promise<Out>) => Promise<Out>;

/**
 * Answers late where more than a few sign-ins a second are refused for being too many. A client that asks
 * again as soon as it is answered, in spite of Retry-After, then asks every few seconds and not thousands of times in one,
 * which would leave no time for those who are signed in.
 */
export function createBrake(): Brake {
  let second = 0;
  let refused = 0;
  let held = 0;

  return async (attempt) => {
    try {
      return await attempt();
    } catch (error) {
      if (!isForTooMany(error)) throw error;
      const now = Math.floor(performance.now() / 1_000);
      refused = now === second ? refused + 1 : 1;
      second = now;
      if (refused > AT_ONCE && held < MOST_HELD) {
        held += 1;
        await delay(LEAST_HELD_MS * (1 + Math.random()));
        held -= 1;
      }
      throw error;
    }
  };
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function isForTooMany(error: unknown): boolean {
  return (
    error instanceof Problem &&
    (error.code === 'too-many-requests' || error.code === 'service-unavailable')
  );
}
