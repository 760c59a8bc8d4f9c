import { expect, test } from 'vitest';
import { createFormats } from '../../../desktop/renderer/formats.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { type Writers, writersAfter, writersAt } from '../../../desktop/renderer/state/writers.ts';
import { typingText } from '../../../desktop/renderer/views/channel/typing-text.ts';
import { created, message } from './fixtures.ts';

const NOBODY: Writers = new Map();
const typing = (userId: string, channelId = 'general'): LiveEvent => ({
  ...({ event: 'typing', data: { channelId, userId } } as const),
});
const after = (events: readonly LiveEvent[], now = 0) =>
  events.reduce((writers, event) => writersAfter(writers, event, now), NOBODY);
const inGeneral = (writers: Writers) => [...(writers.get('general')?.keys() ?? [])];

test('who writes does so for six seconds after the last sign, in the order of the first ones', () => {
  const both = after([typing('alice'), typing('bob'), typing('alice')]);
  expect(inGeneral(both)).toEqual(['alice', 'bob']);
  const again = writersAfter(both, typing('bob'), 3_000);
  expect(inGeneral(writersAt(again, 5_999))).toEqual(['alice', 'bob']);
  expect(inGeneral(writersAt(again, 6_000))).toEqual(['bob']);
  expect(writersAt(again, 9_000).size).toBe(0);
  expect(writersAt(again, 0)).toBe(again);
});

test('a message ends the writing of its author in its channel', () => {
  const both = after([typing('alice'), typing('bob'), typing('bob', 'elsewhere')]);
  const written = writersAfter(both, created(message(6, { authorId: 'bob' })), 0);
  expect(inGeneral(written)).toEqual(['alice']);
  expect(written.get('elsewhere')?.size).toBe(1);
  expect(writersAfter(both, created(message(7, { authorId: 'carl' })), 0)).toBe(both);
});

test.each([
  [[], '', ''],
  [['Alice'], 'Alice écrit…', 'Alice is typing…'],
  [['Alice', 'Bob'], 'Alice et Bob écrivent…', 'Alice and Bob are typing…'],
  [['Alice', 'Bob', 'Carl'], 'Alice, Bob et Carl écrivent…', 'Alice, Bob and Carl are typing…'],
  [['A', 'B', 'C', 'D'], 'Plusieurs personnes écrivent…', 'Several people are typing…'],
])('%j write', (names, french, english) => {
  const [fr, en] = [createFormats('fr', 'fr-FR'), createFormats('en', 'en-GB')];
  expect(typingText({ t: fr.message, formatList: fr.list }, names)).toBe(french);
  expect(typingText({ t: en.message, formatList: en.list }, names)).toBe(english);
});
