import { expect, test } from 'vitest';
import type { Message } from '../../../api/messages/contract.ts';
import { type Action, reduce } from '../../../desktop/renderer/state/reduce.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import type { Page } from '../../../desktop/renderer/state/timeline.ts';
import { apply, at, created, message, state } from './fixtures.ts';

const channelId = 'general';
const asked = (ask: string): Action => ({ type: 'page-asked', channelId, ask });
const came = (ask: string, page: Page): Action => ({ type: 'page', channelId, ask, page });
const newest: Page = { side: 'around', messages: [message(4), message(5)] };
const timelineOf = ({ timelines }: State) => timelines.get(channelId);
const seqs = (from: State) => timelineOf(from)?.messages.map(({ seq }) => seq);
const shown = [asked('a'), came('a', newest)].reduce(reduce, state);

test('a page is shown, and no longer waited for', () => {
  expect(seqs(shown)).toEqual([4, 5]);
  expect(timelineOf(shown)).toMatchObject({ hasOlder: true, hasNewer: false, isFollowed: true });
  expect(shown.asked.size).toBe(0);
  expect(reduce(shown, came('a', { ...newest, messages: [] }))).toBe(shown);
});

test('of two that are on their way, the one that will not come does not take the other along', () => {
  const two = [asked('a'), asked('b')].reduce(reduce, state);
  expect(two.asked.get(channelId)?.asks).toEqual(['a', 'b']);
  const one = reduce(two, { type: 'page-missed', channelId, ask: 'a' });
  expect(one.asked.get(channelId)?.asks).toEqual(['b']);
  expect(reduce(one, came('a', newest))).toBe(one);
  expect(seqs(reduce(one, came('b', newest)))).toEqual([4, 5]);
  expect(reduce(one, { type: 'page-missed', channelId, ask: 'b' }).asked.size).toBe(0);
  expect(reduce(state, { type: 'page-missed', channelId, ask: 'b' })).toBe(state);
});

test('what came while a page was on its way is put on top of it', () => {
  const heard = apply(reduce(state, asked('a')), created(message(6)));
  expect(seqs(reduce(heard, came('a', newest)))).toEqual([4, 5, 6]);
});

test('a page that ends before the newest message has newer ones, and is not followed to its end', () => {
  const short = { ...newest, messages: [message(3), message(4)] };
  const after = [asked('a'), came('a', short)].reduce(reduce, state);
  expect(timelineOf(after)?.hasNewer).toBe(true);
  const empty = { ...state, channels: new Map() };
  const unknown = [asked('a'), came('a', short)].reduce(reduce, empty);
  expect(timelineOf(unknown)?.hasNewer).toBe(false);
});

test('a page beside what is there is added to nothing where nothing is there', () => {
  const after = [asked('a'), came('a', { ...newest, side: 'older' })].reduce(reduce, state);
  expect([after.timelines.size, after.asked.size]).toEqual([0, 0]);
});

test('a page that changes nothing leaves the timelines as they are', () => {
  const before = reduce(shown, asked('b'));
  const far = { side: 'older' as const, messages: [message(1)], hasOlder: false };
  expect(reduce(before, came('b', far)).timelines).toBe(before.timelines);
});

test('a channel that is left is forgotten, with what is on its way and what was quoted', () => {
  const busy = [asked('b'), { type: 'quoted', id: 'quoted', message: message(1) } as const].reduce(
    reduce,
    shown,
  );
  const left = reduce(busy, { type: 'left-timeline', channelId });
  expect([left.timelines.size, left.asked.size, left.quotes.size]).toEqual([0, 0, 0]);
});

test('whether a channel is followed is noted once', () => {
  const paused = reduce(shown, { type: 'followed', channelId, isFollowed: false });
  expect(timelineOf(paused)).toEqual({ ...timelineOf(shown), isFollowed: false });
  expect(reduce(paused, { type: 'followed', channelId, isFollowed: false })).toBe(paused);
  expect(reduce(state, { type: 'followed', channelId, isFollowed: false })).toBe(state);
});

test('a quotation is not taken back by an older version of its message', () => {
  const edited: Message = message(1, { body: 'new', editedAt: at, revision: 3 });
  const quoted = reduce(state, { type: 'quoted', id: edited.id, message: edited });
  const older = message(1, { body: 'old', editedAt: at, revision: 2 });
  const after = apply(quoted, { event: 'message.updated', data: older });
  expect(after.quotes.get(edited.id)).toBe(edited);
  const gone = reduce(state, { type: 'quoted', id: 'gone', message: undefined });
  expect([gone.quotes.has('gone'), gone.quotes.get('gone')]).toEqual([true, undefined]);
});
