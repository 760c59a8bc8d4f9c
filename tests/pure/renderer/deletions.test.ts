import { expect, test } from 'vitest';
import {
  asShown,
  deletionNews,
  isHeldAt,
  lastHeld,
  UNDO_MS,
} from '../../../desktop/renderer/state/deletions.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import { apply, message, state } from './fixtures.ts';

const NOW = 1_000_000;
const mine = message(4, { authorId: 'me', body: 'a slip' });
const open: State = {
  ...state,
  timelines: new Map([
    [
      'general',
      { messages: [mine, message(5)], hasOlder: false, hasNewer: false, isFollowed: true },
    ],
  ]),
  quotes: new Map([[mine.id, mine]]),
  linked: new Map([['general/4', mine]]),
  pins: new Map([['general', new Map([[mine.id, mine]])]]),
};
const held = (before: State, messageId = mine.id, until = NOW + UNDO_MS) =>
  reduce(before, { type: 'deletion', messageId, deletion: { until, phase: 'held' } });
const turned = (before: State, phase: 'due' | 'sent') =>
  reduce(before, { type: 'deletion', messageId: mine.id, deletion: { until: NOW, phase } });
const kept = (before: State, all: readonly (readonly [string, number])[]) =>
  reduce(before, { type: 'deletions-kept', kept: new Map(all), now: NOW });
const phases = ({ deletions }: State) => [...deletions].map(([id, { phase }]) => [id, phase]);
const bodies = (shown: State) =>
  [
    shown.timelines.get('general')?.messages[0],
    shown.quotes.get(mine.id),
    shown.linked.get('general/4'),
    shown.pins.get('general')?.get(mine.id),
  ].map((one) => one?.body);

test('what one deletes is gone wherever it is shown, and back where one undoes it', () => {
  expect(asShown(open)).toBe(open);
  const deleted = held(open);
  expect(bodies(asShown(deleted))).toEqual([null, null, null, null]);
  expect(asShown(deleted).timelines.get('general')?.messages[1]).toBe(
    open.timelines.get('general')?.messages[1],
  );
  expect(bodies(deleted)).toEqual(Array(4).fill('a slip'));
  const undone = reduce(deleted, { type: 'deletion', messageId: mine.id, deletion: undefined });
  expect(bodies(asShown(undone))).toEqual(Array(4).fill('a slip'));
});

test('it can be undone for five seconds, also where the clock is set back meanwhile', () => {
  const until = NOW + UNDO_MS;
  expect([NOW, until - 1, until].map((now) => isHeldAt({ until }, now))).toEqual([
    true,
    true,
    false,
  ]);
  expect(isHeldAt({ until }, NOW - 1)).toBe(false);
});

test('of several, the one that was deleted last is undone first', () => {
  const both = held(held(open), 'message-5');
  expect(lastHeld(both.deletions)).toBe('message-5');
  expect(lastHeld(turned(both, 'due').deletions)).toBe('message-5');
  expect(lastHeld(turned(held(open), 'due').deletions)).toBeUndefined();
});

test('once the message is deleted, by whomever, there is nothing left to undo', () => {
  const gone = { ...mine, body: null, deletedAt: mine.createdAt, revision: 2 };
  const told = apply(held(open), { event: 'message.deleted', data: gone });
  expect(phases(told)).toEqual([]);
  expect(deletionNews(held(open).deletions, told)).toBeUndefined();
  const ask = 'a page';
  const asked = reduce(held(open), { type: 'page-asked', channelId: 'general', ask });
  const page = { messages: [gone], side: 'newer' } as const;
  expect(phases(reduce(asked, { type: 'page', channelId: 'general', ask, page }))).toEqual([]);
  // An edit leaves it as it is, and is what is back.
  const edited = { ...mine, body: 'edited', revision: 2 };
  const still = apply(held(open), { event: 'message.updated', data: edited });
  expect(phases(still)).toEqual([[mine.id, 'held']]);
  expect(bodies(asShown(still))[0]).toBeNull();
});

test('the windows of a browser share them: what one undoes or has sent, the others know', () => {
  const soon: [string, number] = [mine.id, NOW + 1_000];
  expect(phases(kept(open, [soon]))).toEqual([[mine.id, 'held']]);
  // As after a crash.
  expect(phases(kept(open, [[mine.id, NOW - 1]]))).toEqual([[mine.id, 'due']]);
  expect(phases(kept(held(open), []))).toEqual([]);
  expect(phases(kept(turned(held(open), 'due'), []))).toEqual([[mine.id, 'sent']]);
  expect(kept(held(open), [soon]).deletions.get(mine.id)?.until).toBe(NOW + UNDO_MS);
});

test('a new snapshot keeps what is not sent, and brings what is', () => {
  const snapshot = { users: [state.me], channels: [], cursor: 'epoch-9' };
  const after = (before: State) => reduce(before, { type: 'snapshot', snapshot });
  expect(phases(after(turned(held(open), 'due')))).toEqual([[mine.id, 'due']]);
  expect(phases(after(turned(held(open), 'sent')))).toEqual([]);
});

test('a screen reader is told of what one deletes and of what is back, and of nothing else', () => {
  const deleted = held(open);
  expect(deletionNews(open.deletions, deleted)).toBe('deleted');
  expect(deletionNews(deleted.deletions, open)).toBe('undone');
  expect(deletionNews(deleted.deletions, turned(deleted, 'due'))).toBeUndefined();
  expect(deletionNews(deleted.deletions, held(deleted, 'message-5'))).toBe('deleted');
});
