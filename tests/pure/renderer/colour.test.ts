import { expect, test } from 'vitest';
import { colour } from '../../../desktop/renderer/highlight/colour.ts';

test.each([
  [
    'js',
    "const a = 'b'; // c",
    [
      ['word', 'const'],
      ['string', "'b'"],
      ['comment', '// c'],
    ],
  ],
  [
    'python',
    'def f(x):\n\treturn 42',
    [
      ['word', 'def'],
      ['word', 'return'],
      ['value', '42'],
    ],
  ],
  ['html', '<p class="a"><script>var b</script></p>', [['string', '"a"']]],
  [
    'diff',
    '-old\n+new',
    [
      ['deletion', '-old'],
      ['string', '+new'],
    ],
  ],
])('code in %s is the same code, in colours', (language, code, expected) => {
  const runs = colour(code, language) ?? [];
  expect(runs.map(([, text]) => text).join('')).toBe(code);
  expect(runs).toEqual(expect.arrayContaining(expected));
});

test('code in a language that nobody knows has no colours', () => {
  expect(colour('a', 'klingon')).toBeUndefined();
});
