import { LRUCache } from 'lru-cache';
import { tooManyRequests } from '../http/problem.ts';

/** A burst may be this many seconds' worth of the rate. */
const BURST_SECONDS = 5;

/**
 * A token bucket for each user, on this node: `perSecond` flow in, five times that fit in, each
 * post takes one out. 0 means no limit.
 *
 * @returns a check that throws Problem `too-many-requests` when the user's bucket is empty
 */
export function createPostRate(
  perSecond: number,
  now: () => number = performance.now.bind(performance),
): (userId: string) => void {
  if (perSecond === 0) return () => undefined;
  const most = Math.max(1, perSecond * BURST_SECONDS);
  // A bucket that has not been touched for as long as it takes to fill is full: forget it.
  const buckets = new LRUCache<string, { tokens: number; at: number }>({ max: 100_000 });
  return (userId) => {
    const at = now();
    const bucket = buckets.get(userId) ?? { tokens: most, at };
    const tokens = Math.min(most, bucket.tokens + ((at - bucket.at) / 1000) * perSecond);
    if (tokens < 1) {
      buckets.set(userId, { tokens, at });
      throw tooManyRequests(
        `Post at most ${perSecond} messages a second; nothing of this one was kept.`,
        ((1 - tokens) / perSecond) * 1000,
      );
    }
    buckets.set(userId, { tokens: tokens - 1, at });
  };
}
