import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createFanOut } from '../../api/events/fan-out.ts';

test('others have their turn first, and those who take next to no time are then pumped in one go', async () => {
  const pumped: number[] = [];
  const done = createFanOut(new Set([1, 2, 3]), (one) => void pumped.push(one))();
  // What the caller's own answer takes.
  for (let step = 0; step < 100; step += 1) await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(pumped).toEqual([]);
  await nextTurn();
  expect(pumped).toEqual([1, 2, 3]);
  await done;
});

test('others have their turn while it lasts, and those who come or go are heeded', async () => {
  const followers = new Set([1, 2, 3]);
  const pumped: number[] = [];
  const done = createFanOut(followers, (one) => {
    pumped.push(one);
    const from = performance.now();
    while (performance.now() - from < 1);
  })();
  await nextTurn();
  expect(pumped).toEqual([1]);
  followers.delete(3);
  followers.add(4);
  await nextTurn();
  await done;
  expect(pumped).toEqual([1, 2, 4]);
});
