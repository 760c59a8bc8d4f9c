import { expect, test } from 'vitest';
import { createProgress } from '../../../desktop/renderer/live/progress.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { at, created, general, message, state } from './fixtures.ts';

/** A stream that is opened with ten messages of the general channel missed. */
function afterTen(...events: LiveEvent[]) {
  const progress = createProgress();
  progress.begin(state);
  progress.aim([{ ...general, lastSeq: general.lastSeq + 10 }]);
  progress.hear(events.map((event) => ({ event, id: undefined })));
  return progress.left();
}
const next = (nth: number) => created(message(general.lastSeq + nth));

test('what was missed is counted down', () => {
  expect(afterTen()).toBe(10);
  expect(afterTen(next(1), next(2))).toBe(8);
  expect(afterTen(next(10))).toBe(0);
});

test('somebody else who joins or leaves does not end the counting', () => {
  const data = { channelId: general.id, userId: 'other' };
  expect(afterTen(next(1), { event: 'member.joined', data })).toBe(9);
  expect(afterTen(next(1), { event: 'member.left', data })).toBe(9);
});

test('a channel that the user has joined or left meanwhile is not counted', () => {
  const data = { channelId: general.id, userId: 'me' };
  expect(afterTen({ event: 'member.left', data })).toBe(0);
});

test('a channel that is gone is not counted', () => {
  const { unread, mentions, lastSeq, lastReadSeq, ...data } = general;
  expect(afterTen({ event: 'channel.deleted', data })).toBe(0);
});

test.each<LiveEvent>([
  { event: 'presence.changed', data: { online: 1, changes: [] } },
  { event: 'read.updated', data: { channelId: general.id, seq: 1 } },
  { event: 'ping', data: { at } },
])('$event comes only when nothing older is left, and ends the counting', (event) => {
  expect(afterTen(event)).toBe(0);
});

test('the unread replies of a thread that was not known are to come, unless its channel is not counted', () => {
  const thread = {
    ...{ ...general, id: 'thread', kind: 'thread' as const, parentId: general.id },
    ...{ lastSeq: 5, lastReadSeq: 3, unread: 2 },
  };
  const leftAfter = (...events: LiveEvent[]) => {
    const progress = createProgress();
    progress.begin(state);
    progress.aim([general, thread]);
    progress.hear(events.map((event) => ({ event, id: undefined })));
    return progress.left();
  };
  const reply = (seq: number) =>
    created(message(seq, { channelId: 'thread', parentId: general.id }));
  expect([leftAfter(), leftAfter(reply(4)), leftAfter(reply(4), reply(5))]).toEqual([2, 1, 0]);
  const data = { channelId: general.id, userId: 'me' };
  expect(leftAfter({ event: 'member.left', data })).toBe(0);
});

test('nothing is known before a list has come, and the first one counts', () => {
  const progress = createProgress();
  expect(progress.left()).toBeUndefined();
  progress.begin(state);
  progress.aim([{ ...general, lastSeq: general.lastSeq + 2 }]);
  progress.aim([{ ...general, lastSeq: general.lastSeq + 9 }]);
  expect(progress.left()).toBe(2);
});
