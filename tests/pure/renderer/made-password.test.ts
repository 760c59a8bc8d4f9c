import { expect, test } from 'vitest';
import { findWeakness } from '../../../api/users/weak-passwords.ts';
import { makePassword } from '../../../desktop/renderer/views/admin/made-password.ts';

test('a password that is made is long, new each time, and never too easy to guess', () => {
  const made = Array.from({ length: 200 }, () => makePassword());
  expect(new Set(made).size).toBe(made.length);
  for (const password of made) {
    expect(password).toMatch(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/);
    expect(findWeakness(password, { username: 'ann' })).toBeUndefined();
  }
});

test('each letter of it is as likely as any other', () => {
  let next = 0;
  const bytes = () => (next++ * 7) % 256;
  const counts = new Map<string, number>();
  // All 256 bytes come equally often.
  while (next < 256 * 31 * 16) {
    for (const one of makePassword(bytes).replaceAll('-', '')) {
      counts.set(one, (counts.get(one) ?? 0) + 1);
    }
  }
  expect(counts.size).toBe(31);
  const all = [...counts.values()];
  expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(2);
});
