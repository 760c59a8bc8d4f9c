import { BurstyRateLimiter, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyRequests } from '../http/problem.ts';

/** A burst may be this many seconds' worth of the rate. */
const BURST_SECONDS = 5;
/** After so many seconds a user may burst again. */
const RECOVERY_SECONDS = 60;

/**
 * Lets each user post `perSecond` messages a second on this node, and now and then five times as
 * many at once. 0 means no limit.
 *
 * @returns a check that throws Problem `too-many-requests` where the user has posted too much
 */
export function createPostRate(perSecond: number): (userId: string) => Promise<void> {
  if (perSecond === 0) return async () => undefined;
  const window = Math.max(1, 1 / perSecond);
  const points = Math.round(perSecond * window);
  const extra = Math.max(points, Math.round(perSecond * BURST_SECONDS)) - points;
  const limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ points, duration: window }),
    new RateLimiterMemory({ points: extra, duration: RECOVERY_SECONDS }),
  );
  return async (userId) => {
    await limiter.consume(userId).catch(({ msBeforeNext }: RateLimiterRes) => {
      throw tooManyRequests(
        `Post at most ${perSecond} messages a second; nothing of this one was kept.`,
        msBeforeNext,
      );
    });
  };
}
