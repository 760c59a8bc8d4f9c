import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gathered } from '../../api/lib/gathered.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the first goes at once, those that follow together, and none is left out', () => {
  let runs = 0;
  const ask = gathered(() => {
    runs += 1;
  }, 250);
  ask();
  expect(runs).toBe(1);
  for (let n = 0; n < 100; n += 1) {
    vi.advanceTimersByTime(10);
    ask();
  }
  // A second of it.
  expect(runs).toBe(5);
  vi.advanceTimersByTime(250);
  expect(runs).toBe(6);
  vi.advanceTimersByTime(10_000);
  expect(runs).toBe(6);
  ask();
  expect(runs).toBe(7);
});
