import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBrake } from '../../api/auth/proofs/brake.ts';
import { Problem, tooManyRequests } from '../../api/http/problem.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Attempts that are refused so, and how many of them have been answered. */
function attempts(count: number, refusal: Error) {
  const brake = createBrake();
  const answered = { count: 0 };
  for (let n = 0; n < count; n += 1) {
    brake(() => Promise.reject(refusal)).catch(() => {
      answered.count += 1;
    });
  }
  return answered;
}

test('a few refusals for too many are answered at once, further ones within two to four seconds', async () => {
  const answered = attempts(500, tooManyRequests('wait', 1_000, 'pair'));
  await vi.advanceTimersByTimeAsync(0);
  expect(answered.count).toBe(20);
  await vi.advanceTimersByTimeAsync(1_999);
  expect(answered.count).toBe(20);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(answered.count).toBeGreaterThan(100);
  expect(answered.count).toBeLessThan(450);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(answered.count).toBe(500);
});

test('in the next second there are a few again', async () => {
  const brake = createBrake();
  const refused = vi.fn();
  const refuse = () =>
    brake(() => Promise.reject(new Problem('service-unavailable', 'later'))).catch(refused);
  for (let n = 0; n < 30; n += 1) void refuse();
  await vi.advanceTimersByTimeAsync(1_000);
  void refuse();
  await vi.advanceTimersByTimeAsync(0);
  expect(refused).toHaveBeenCalledTimes(21);
});

test('who is refused for a wrong password does not wait, nor who gets in', async () => {
  const answered = attempts(100, new Problem('invalid-credentials', 'wrong'));
  await vi.advanceTimersByTimeAsync(0);
  expect(answered.count).toBe(100);
  expect(await createBrake()(async () => 'in')).toBe('in');
});
