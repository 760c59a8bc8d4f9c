import { BurstyRateLimiter, RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { tooManyRequests } from './problem.ts';

/** After so many seconds a user may burst again. */
const RECOVERY_SECONDS = 60;

/**
 * Lets each user do `perSecond` things a second on this node, and now and then `burstSeconds` times as
 * many at once. 0 means no limit.
 *
 * @param detail what a user is told who has done too much
 * @param limit its name in the log
 * @returns a check that throws Problem `too-many-requests` for such a user
 */
export function createRate(
  perSecond: number,
  burstSeconds: number,
  detail: string,
  limit: string,
): (userId: string) => Promise<void> {
  if (perSecond === 0) return async () => undefined;
  const window = Math.max(1, 1 / perSecond);
  const points = Math.round(perSecond * window);
  const extra = Math.max(points, Math.round(perSecond * burstSeconds)) - points;
  const limiter = new BurstyRateLimiter(
    new RateLimiterMemory({ points, duration: window }),
    new RateLimiterMemory({ points: extra, duration: RECOVERY_SECONDS }),
  );
  return async (userId) => {
    await limiter.consume(userId).catch(({ msBeforeNext }: RateLimiterRes) => {
      throw tooManyRequests(detail, msBeforeNext, limit);
    });
  };
}
