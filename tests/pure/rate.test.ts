import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createRate } from '../../api/http/rate.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** How many posts pass at once. */
async function passed(check: (userId: string) => Promise<void>): Promise<number> {
  for (let posts = 0; ; posts += 1) {
    try {
      await check('ann');
    } catch {
      return posts;
    }
  }
}

test('a burst of five seconds passes, and the next post says when it may', async () => {
  const check = createRate(2, 5, 'Not so fast.', 'posts');
  for (let post = 0; post < 10; post += 1) await check('ann');
  await expect(check('ann')).rejects.toMatchObject({
    code: 'too-many-requests',
    message: 'Not so fast.',
    headers: { 'retry-after': '1' },
  });
  await expect(check('bob')).resolves.toBeUndefined();
});

test('after a burst the rate is what it is said to be, and a burst passes again a minute later', async () => {
  const check = createRate(2, 5, 'Not so fast.', 'posts');
  expect(await passed(check)).toBe(10);
  vi.advanceTimersByTime(999);
  expect(await passed(check)).toBe(0);
  for (let second = 1; second <= 58; second += 1) {
    vi.advanceTimersByTime(second === 1 ? 1 : 1_000);
    expect(await passed(check)).toBe(2);
  }
  vi.advanceTimersByTime(2_000);
  expect(await passed(check)).toBe(10);
});

test('one post passes even where a burst would be less than one', async () => {
  const check = createRate(0.1, 5, 'Not so fast.', 'posts');
  await check('ann');
  vi.advanceTimersByTime(4_000);
  await expect(check('ann')).rejects.toMatchObject({ headers: { 'retry-after': '6' } });
  vi.advanceTimersByTime(6_000);
  await expect(check('ann')).resolves.toBeUndefined();
});

test('no limit is none', async () => {
  const check = createRate(0, 5, 'Not so fast.', 'posts');
  for (let post = 0; post < 1_000; post += 1) await check('ann');
});
