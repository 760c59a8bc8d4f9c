import { expect, test } from 'vitest';
import { cursorToFollow, wantLookBack } from '../../../desktop/renderer/live/look-back.ts';

test('one follows from the snapshot; after a refusal, once, from the one before', () => {
  const kept = new Map<string, unknown>();
  const keeper = {
    read: (name: string) => kept.get(name),
    write: (name: string, value: unknown) => void kept.set(name, value),
  };
  expect(cursorToFollow(keeper, 'me', 'epoch-1')).toBe('epoch-1');
  expect(cursorToFollow(keeper, 'me', 'epoch-2')).toBe('epoch-2');
  wantLookBack(keeper);
  expect(cursorToFollow(keeper, 'me', 'epoch-3')).toBe('epoch-2');
  expect(cursorToFollow(keeper, 'me', 'epoch-4')).toBe('epoch-4');
  wantLookBack(keeper);
  expect(cursorToFollow(keeper, 'somebody else', 'epoch-5')).toBe('epoch-5');
});
