import { setTimeout as delay } from 'node:timers/promises';
import { now } from './clock.ts';
import type { Poster } from './poster.ts';

export interface Posting {
  /** The number of the next post, which is due now. */
  next(): number;
  /** Told how long a post took from then until it was taken. */
  onTaken(ms: number): void;
}

/** All posters at once, each as soon as its last post was taken, until it is late or enough. */
export async function saturate(
  posters: readonly Poster[],
  { ms, count }: { ms: number; count: number },
  { next, onTaken }: Posting,
): Promise<void> {
  const until = now() + ms;
  let left = count;
  await Promise.all(
    posters.map(async (poster) => {
      while (left > 0 && now() < until) {
        left -= 1;
        const number = next();
        const sentAt = now();
        await poster.post(number);
        onTaken(now() - sentAt);
      }
    }),
  );
}

/**
 * At a steady pace, whatever the server does: a post that has to wait for its poster was due when it
 * was due, so that a server that stalls is charged for all whom it kept waiting.
 */
export async function pace(
  posters: readonly Poster[],
  { ms, perSecond }: { ms: number; perSecond: number },
  { next, onTaken }: Posting,
): Promise<void> {
  const from = now();
  const queues = posters.map(() => Promise.resolve());
  for (let index = 0; index * 1_000 < ms * perSecond; index += 1) {
    await delay(Math.max(0, from + (index * 1_000) / perSecond - now()));
    const dueAt = now();
    const number = next();
    const turn = index % posters.length;
    const post = async () => {
      await posters[turn]?.post(number);
      onTaken(now() - dueAt);
    };
    queues[turn] = queues[turn]?.then(post) ?? post();
  }
  await Promise.all(queues);
}
