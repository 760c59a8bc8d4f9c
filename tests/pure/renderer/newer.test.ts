import { expect, test } from 'vitest';
import { isNewer } from '../../../desktop/renderer/state/newer.ts';

test.each([
  ['1.2.4', '1.2.3', true],
  ['1.10.0', '1.9.9', true],
  ['2.0.0', '1.99.99', true],
  ['1.2.3', '1.2.3', false],
  ['1.2.3', '1.2.4', false],
  ['0.9.9', '0.10.0', false],
  ['unknown', '0.0.1', false],
])('that %s is newer than %s is %s', (version, than, expected) => {
  expect(isNewer(version, than)).toBe(expected);
});
