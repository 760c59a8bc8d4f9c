import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gathered } from '../../api/lib/gathered.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a few go at once, those of a storm together, and none is left out', () => {
  let runs = 0;
  const ask = gathered(
    () => {
      runs += 1;
    },
    250,
    4,
  );
  for (let n = 1; n <= 4; n += 1) {
    ask();
    expect(runs).toBe(n);
  }
  // A second of it.
  for (let n = 0; n < 100; n += 1) {
    vi.advanceTimersByTime(10);
    ask();
  }
  expect(runs).toBe(8);
  vi.advanceTimersByTime(250);
  expect(runs).toBe(9);
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(9);
  // After the storm it is as before.
  for (let n = 10; n <= 13; n += 1) {
    ask();
    expect(runs).toBe(n);
  }
  ask();
  expect(runs).toBe(13);
});
