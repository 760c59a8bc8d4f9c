import { expect, test } from 'vitest';
import { emojiList } from '../../../desktop/emoji-list.ts';
import { findEmoji, toEmoji } from '../../../desktop/renderer/emoji/find-emoji.ts';

const all = emojiList().map(toEmoji);
const found = (typed: string) => findEmoji(all, typed, 6).map(({ glyph }) => glyph);

test('emoji are found by their names in French and in English, whatever the accents', () => {
  expect(all.length).toBeGreaterThan(1_800);
  expect(found('tada')[0]).toBe('🎉');
  expect(found('rocket')[0]).toBe('🚀');
  expect(found('fusee')[0]).toBe('🚀');
  expect(found('FUSÉ')).toContain('🚀');
  expect(found('visage_rieur')[0]).toBe('😀');
  expect(found('+1')[0]).toBe('👍️');
  expect(found('nothing is called so')).toEqual([]);
});

test('before a letter is typed there are a few, and with letters no more than asked for', () => {
  expect(found('')).toHaveLength(6);
  expect(found('a')).toHaveLength(6);
});
