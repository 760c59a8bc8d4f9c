import { expect, test } from 'vitest';
import type { PresenceChange } from '../../../api/presence/contract.ts';
import type { Arrived } from '../../../desktop/renderer/live/event-reader.ts';
import { keepEvents, MOST_KEPT } from '../../../desktop/renderer/live/kept-events.ts';
import { at, message } from './fixtures.ts';

const created = (position: number): Arrived => ({
  event: { event: 'message.created', data: message(position) },
  id: `a-${position}`,
});
const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => created(from + index));
const reset: Arrived = { event: { event: 'reset', data: { reason: 'unknown-cursor' } }, id: 'a-2' };
const user = (userId: string) => ({
  userId,
  username: userId,
  displayName: userId,
  status: 'active' as const,
  since: at,
});
const ready = (...ids: string[]): Arrived => ({
  event: {
    event: 'ready',
    data: {
      version: '1.2.3',
      presence: { online: ids.length, users: ids.map(user), asOf: at, maxStalenessMs: 1 },
    },
  },
  id: 'a-1',
});

test('who joins is told what follows their cursor, though it is of an event that was not for them', () => {
  const kept = keepEvents('a-4');
  kept.add([created(5), created(9), created(10)]);
  expect(kept.after('a-4')).toEqual([created(5), created(9), created(10)]);
  expect(kept.after('a-7')).toEqual([created(9), created(10)]);
  expect(kept.after('a-10')).toEqual([]);
  expect(kept.after('a-12')).toEqual([]);
});

test('a cursor from before what is kept is refused, as is one of another log, or none', () => {
  const kept = keepEvents('a-4');
  for (const cursor of ['a-3', 'b-5', '', 'a-05']) expect(kept.after(cursor)).toBeUndefined();
  kept.add(run(5, 4 + MOST_KEPT));
  expect(kept.after('a-4')).toHaveLength(MOST_KEPT);
  kept.add([created(5 + MOST_KEPT)]);
  expect(kept.after('a-4')).toBeUndefined();
  expect(kept.after('a-5')).toEqual(run(6, 5 + MOST_KEPT));
});

test('what comes again, as from a tab that was behind, is taken once; what has no id always is', () => {
  const kept = keepEvents('a-4');
  const ping: Arrived = { event: { event: 'ping', data: { at } } };
  expect(kept.add([ping, ...run(3, 6), ping])).toEqual([ping, ...run(5, 6), ping]);
  expect(kept.add(run(5, 7))).toEqual(run(7, 7));
  expect(kept.after('a-4')).toEqual(run(5, 7));
});

test('the ids of ready and reset are no places of events, so both are taken, without them', () => {
  const kept = keepEvents('a-4');
  expect(kept.add([ready('me'), created(5), reset])).toEqual([
    { event: ready('me').event },
    created(5),
    { event: reset.event },
  ]);
});

test('who joins is told who is connected, and how that has changed since', () => {
  const kept = keepEvents('a-4');
  kept.add([ready('me', 'other'), created(5)]);
  kept.add([
    {
      event: {
        event: 'presence.changed',
        data: { online: 2, changes: [user('third'), { userId: 'other', status: 'offline' }] },
      },
    },
  ]);
  const changes = (...all: PresenceChange[]): Arrived => ({
    event: { event: 'presence.changed', data: { online: 2, changes: all } },
  });
  const gone = { userId: 'other', status: 'offline' as const };
  const first = { event: ready('me', 'other').event };
  expect(kept.after('a-5')).toEqual([first, changes(user('third'), gone)]);
  expect(kept.after('a-4')).toEqual([first, created(5), changes(user('third'), gone)]);
  // Of each only what was said last.
  kept.add([changes(user('other'))]);
  expect(kept.after('a-5')).toEqual([first, changes(user('third'), user('other'))]);
  kept.add([ready('me')]);
  expect(kept.after('a-5')).toEqual([{ event: ready('me').event }]);
});
