import { expect, test } from 'vitest';
import { backOff } from '../../../desktop/renderer/live/back-off.ts';

test('the wait is anything up to a bound that doubles, and then stays', () => {
  const most = (failures: number) => backOff(failures, undefined, () => 1);
  expect([0, 1, 2, 3].map(most)).toEqual([500, 1_000, 2_000, 4_000]);
  expect([6, 7, 20, 1_000].map(most)).toEqual([30_000, 30_000, 30_000, 30_000]);
  expect(backOff(5, undefined, () => 0)).toBe(0);
});

test('the server says how long the first wait is', () => {
  expect(backOff(0, 3_210, () => 0.5)).toBe(3_210);
  expect(backOff(1, 3_210, () => 0.5)).toBe(500);
});
