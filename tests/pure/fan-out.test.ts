import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createFanOut } from '../../api/events/fan-out.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** One that takes `ms` for each of those whom it pumps. */
function slowFanOut(followers: ReadonlySet<number>, ms: number) {
  const pumped: number[] = [];
  const fanOut = createFanOut(followers, (one) => {
    pumped.push(one);
    vi.advanceTimersByTime(ms);
  });
  return { fanOut, pumped };
}

test('after a quiet while those who follow come first, for no longer than that', async () => {
  const { fanOut, pumped } = slowFanOut(new Set([1, 2, 3, 4, 5]), 4);
  const done = fanOut();
  expect(pumped).toEqual([1, 2, 3]);
  await nextTurn();
  expect(pumped).toEqual([1, 2, 3, 4]);
  await done;
  expect(pumped).toEqual([1, 2, 3, 4, 5]);
});

test.each([
  [9, []],
  [10, [1, 2]],
])('%i ms after the last one it has pumped %j before others have their turn', async (ms, first) => {
  const { fanOut, pumped } = slowFanOut(new Set([1, 2]), 0);
  await fanOut();
  pumped.length = 0;
  vi.advanceTimersByTime(ms);
  const done = fanOut();
  // What the caller's own answer takes.
  for (let step = 0; step < 100; step += 1) await Promise.resolve();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  expect(pumped).toEqual(first);
  await nextTurn();
  expect(pumped).toEqual([1, 2]);
  await done;
});

test('others have their turn while it lasts, and those who come or go are heeded', async () => {
  const followers = new Set([0]);
  const { fanOut, pumped } = slowFanOut(followers, 1);
  await fanOut();
  for (const one of [1, 2, 3]) followers.add(one);
  const done = fanOut();
  await nextTurn();
  expect(pumped).toEqual([0, 0]);
  await nextTurn();
  expect(pumped).toEqual([0, 0, 1]);
  followers.delete(3);
  followers.add(4);
  await done;
  expect(pumped).toEqual([0, 0, 1, 2, 4]);
});
