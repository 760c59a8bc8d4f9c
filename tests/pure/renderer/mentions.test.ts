import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mentionedNames } from '../../../api/messages/mentions.ts';
import type { User } from '../../../api/users/contract.ts';
import { isMentioned } from '../../../desktop/renderer/state/mentions.ts';

const user = (username: string): User => ({
  id: username,
  username,
  displayName: username,
  role: 'member',
  disabled: false,
  createdAt: '2026-01-01T00:00:00.000Z',
});

test('the page counts as a mention what the server counts', () => {
  const piece = fc.constantFrom(
    '@',
    '@claire',
    '@Claire',
    '@jean.luc',
    '.',
    '-',
    '_',
    ' ',
    'x',
    'é',
    '\n',
    'ſ',
    'K',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.constantFrom('claire', 'jean.luc', 'k'),
      (pieces, name) => {
        const text = pieces.join('');
        expect(isMentioned(user(name), text)).toBe(mentionedNames(text).includes(name));
      },
    ),
    { numRuns: 2_000 },
  );
  expect(isMentioned(user('claire'), 'for @claire-.')).toBe(true);
});
