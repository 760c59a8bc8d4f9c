import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toFileName } from '../../../api/files/name.ts';

test.each([
  ['plan.pdf', 'plan.pdf'],
  ['  Compte  rendu\té.pdf ', 'Compte rendu é.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\marie\\plan.pdf', 'plan.pdf'],
  ['plan\r\nSet-Cookie: a=b.pdf', 'plan Set-Cookie: a=b.pdf'],
  ['annexe\u202efdp.exe', 'annexefdp.exe'],
  ['e\u0301te\u0301.txt', 'été.txt'],
  ['👩‍💻.txt', '👩‍💻.txt'],
  ['', 'file'],
  ['/', 'file'],
  ['..', 'file'],
  ['\u200b', 'file'],
  ['\ud800.txt', '\ufffd.txt'],
  ['.env', '.env'],
  [`${'x'.repeat(300)}.tar.gz`, `${'x'.repeat(197)}.gz`],
  ['x'.repeat(300), 'x'.repeat(200)],
])('%j is kept as %j', (given, kept) => {
  expect(toFileName(given)).toBe(kept);
});

test('any name is kept as one that can be shown and stored, and then stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (given) => {
      const name = toFileName(given);
      expect(name).toMatch(/^[^/\\\p{Cc}]+$/u);
      expect([...name].length).toBeLessThanOrEqual(200);
      expect(toFileName(name)).toBe(name);
    }),
    { numRuns: 500 },
  );
});
