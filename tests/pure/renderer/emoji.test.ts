import { expect, test } from 'vitest';
import { isEmoji } from '../../../api/lib/emoji.ts';
import { emojiList } from '../../../desktop/emoji-list.ts';
import { findEmoji, toEmoji } from '../../../desktop/renderer/emoji/find-emoji.ts';
import { formOf, TONES, withTone } from '../../../desktop/renderer/emoji/tones.ts';
import { createEmojiHabits } from '../../../desktop/renderer/live/emoji-habits.ts';
import { createModel } from '../../../desktop/renderer/live/model.ts';

const all = emojiList().map(toEmoji);
const found = (typed: string) => findEmoji(all, typed, 6).map(({ glyph }) => glyph);

test('emoji are found by their names in French and in English, whatever the accents', () => {
  expect(all.length).toBeGreaterThan(1_800);
  expect(found('tada')[0]).toBe('🎉');
  expect(found('rocket')[0]).toBe('🚀');
  expect(found('fusee')[0]).toBe('🚀');
  expect(found('FUSÉ')).toContain('🚀');
  expect(found('coeur rouge')).toEqual(found('cœur rouge'));
  expect(found('coeur rouge')).toContain('❤️');
  expect(found('visage_rieur')[0]).toBe('😀');
  expect(found('+1')[0]).toBe('👍️');
  expect(found('nothing is called so')).toEqual([]);
});

test('before a letter is typed there are a few, and with letters no more than asked for', () => {
  expect(found('')).toHaveLength(6);
  expect(found('a')).toHaveLength(6);
});

test('every emoji that is offered is one that the server takes, in each tone', () => {
  const refused = all.flatMap(({ glyph }) =>
    TONES.map((_, tone) => withTone(glyph, tone)).filter((one) => !isEmoji(one)),
  );
  expect(refused).toEqual([]);
  expect(withTone('👍️', 3)).toBe('👍🏽');
  expect(withTone('🧑‍💻', 5)).toBe('🧑🏿‍💻');
  // A family of three has no tones.
  expect(withTone('👨‍👩‍👧', 3)).toBe('👨‍👩‍👧');
  expect(all.filter(({ glyph }) => formOf(withTone(glyph, 2)) !== formOf(glyph))).toEqual([]);
});

test('what one reacts with most is offered first, and fifty are counted', () => {
  const kept = new Map<string, unknown>();
  const { quickEmoji, countEmoji, keepTone, tone } = createEmojiHabits(createModel(), {
    read: (name) => kept.get(name),
    write: (name, value) => void kept.set(name, value),
  });
  expect(quickEmoji(3)).toEqual(['👍', '✅', '👀']);
  for (const emoji of ['🚀', '👀', '🚀']) countEmoji(emoji);
  expect(quickEmoji(3)).toEqual(['🚀', '👀', '👍']);
  keepTone(2);
  expect(tone()).toBe(2);
  expect(quickEmoji(3)).toEqual(['🚀', '👀', '👍🏼']);
  for (const { glyph } of all.slice(0, 60)) countEmoji(glyph);
  expect(quickEmoji(100).filter((emoji) => isEmoji(emoji))).toHaveLength(55);
  expect(quickEmoji(1)).toEqual(['🚀']);
  // What is on the disk may be anything.
  kept.set([...kept.keys()].join(), { used: 'no' });
  expect(quickEmoji(1)).toEqual(['👍']);
});
