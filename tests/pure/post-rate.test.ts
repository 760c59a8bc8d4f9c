import { expect, test } from 'vitest';
import { createPostRate } from '../../api/messages/post-rate.ts';

test('a burst of five seconds passes, and the next post says when it may', () => {
  const check = createPostRate(2, () => 0);
  for (let post = 0; post < 10; post += 1) check('ann');
  expect(() => check('ann')).toThrow(
    expect.objectContaining({
      code: 'too-many-requests',
      message: expect.stringContaining('at most 2 messages a second'),
      headers: { 'retry-after': '1' },
    }),
  );
  expect(() => check('bob')).not.toThrow();
});

test('what flows in while nobody posts is at the rate, and never more than a burst', () => {
  let now = 0;
  const check = createPostRate(2, () => now);
  const passed = () => {
    for (let posts = 0; ; posts += 1) {
      try {
        check('ann');
      } catch {
        return posts;
      }
    }
  };
  expect(passed()).toBe(10);
  now += 499;
  expect(passed()).toBe(0);
  now += 1;
  expect(passed()).toBe(1);
  now += 1_500;
  expect(passed()).toBe(3);
  now += 3_600_000;
  expect(passed()).toBe(10);
});

test('one post passes even where a burst would be less than one', () => {
  let now = 0;
  const check = createPostRate(0.1, () => now);
  check('ann');
  now += 4_000;
  expect(() => check('ann')).toThrow(expect.objectContaining({ headers: { 'retry-after': '6' } }));
  now += 6_000;
  expect(() => check('ann')).not.toThrow();
});

test('no limit is none', () => {
  const check = createPostRate(0, () => 0);
  for (let post = 0; post < 1_000; post += 1) check('ann');
});
