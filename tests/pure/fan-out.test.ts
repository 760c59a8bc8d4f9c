import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createFanOut } from '../../api/events/fan-out.ts';

test('those who take next to no time are pumped in one go', async () => {
  const pumped: number[] = [];
  const done = createFanOut(new Set([1, 2, 3]), (one) => void pumped.push(one))();
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
  expect(pumped).toEqual([1]);
  followers.delete(3);
  followers.add(4);
  await nextTurn();
  await done;
  expect(pumped).toEqual([1, 2, 4]);
});
