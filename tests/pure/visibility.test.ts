import { describe, expect, test } from 'vitest';
import { take, toBatch } from '../../api/events/batch.ts';
import type { LoggedEvent } from '../../api/events/logged-event.ts';
import type { Viewer } from '../../api/events/visibility.ts';
import { entry, positionsIn } from '../support/entries.ts';

const viewer = (userId: string, ...channels: string[]): Viewer => ({
  userId,
  channels: new Set(channels),
  knowsNewEvents: true,
});

/** The positions that the viewer is shown of the events, numbered from 1. */
function shown(who: Viewer, ...events: Partial<LoggedEvent>[]): number[] {
  const batch = toBatch(events.map((event, index) => entry(index + 1, event)));
  if (batch === undefined) throw new Error('an empty batch');
  return positionsIn(take(batch, who)?.bytes);
}

const message = { type: 'message.created', channelId: 'a' };
const joined = (userId: string) => ({ type: 'member.joined', channelId: 'a', userId });
const left = (userId: string) => ({ type: 'member.left', channelId: 'a', userId });

const toAll = { type: 'user.updated', channelId: null, isPublic: true };
const toBob = { type: 'message.saved', channelId: null, userId: 'bob' };

test('no events make no batch', () => {
  expect(toBatch([])).toBeUndefined();
});

test('a batch ends at its last event, whatever of it is shown', () => {
  const batch = toBatch([entry(4, message), entry(5, message)]);
  expect(batch?.to).toBe(5);
  if (batch !== undefined) expect(take(batch, viewer('bob'))).toBeUndefined();
});

test('a batch knows its channels, where nobody comes or goes in it', () => {
  const other = { ...message, channelId: 'b' };
  const quiet = toBatch([entry(1, message), entry(2, other), entry(3, message)]);
  expect(quiet?.quietChannels).toEqual(['a', 'b']);
  expect(toBatch([entry(1, message), entry(2, joined('bob'))])?.quietChannels).toBeUndefined();
  expect(toBatch([entry(1, message), entry(2, toAll)])?.quietChannels).toBeUndefined();
});

describe('messages', () => {
  test('go to those who are in the channel', () => {
    expect(shown(viewer('bob', 'a'), message, { ...message, channelId: 'b' }, message)).toEqual([
      1, 3,
    ]);
    expect(shown(viewer('bob', 'b'), message, { ...message, channelId: 'b' }, message)).toEqual([
      2,
    ]);
    expect(shown(viewer('bob'), message)).toEqual([]);
  });

  test('are joined once for all who may see the same', () => {
    const batch = toBatch([entry(1, message), entry(2, { ...message, channelId: 'b' })]);
    if (batch === undefined) throw new Error('an empty batch');
    const chunk = take(batch, viewer('bob', 'a', 'c'));
    expect(chunk?.events).toBe(1);
    expect(take(batch, viewer('carl', 'a'))).toBe(chunk);
    expect(take(batch, viewer('dora', 'a', 'b'))).not.toBe(chunk);
    expect(take(batch, viewer('dora', 'b'))?.events).toBe(1);
    expect(positionsIn(take(batch, viewer('dora', 'b'))?.bytes)).toEqual([2]);
  });
});

describe('members', () => {
  test('get the events from their joining on', () => {
    const bob = viewer('bob');
    expect(shown(bob, message, joined('bob'), message)).toEqual([2, 3]);
    expect(bob.channels).toEqual(new Set(['a']));
  });

  test('get their own leaving, and none after it', () => {
    const bob = viewer('bob', 'a');
    expect(shown(bob, message, left('bob'), message, joined('carl'))).toEqual([1, 2]);
    expect(bob.channels).toEqual(new Set());
  });

  test('get the coming and going of others, who are not in do not', () => {
    expect(shown(viewer('bob', 'a'), joined('carl'), left('carl'))).toEqual([1, 2]);
    expect(shown(viewer('bob'), joined('carl'), left('carl'))).toEqual([]);
  });

  test('stay where others leave', () => {
    const bob = viewer('bob', 'a');
    expect(shown(bob, left('carl'), message)).toEqual([1, 2]);
    expect(bob.channels).toEqual(new Set(['a']));
  });

  test('are shown as many events as others, and not the same', () => {
    const batch = toBatch([entry(1, joined('bob')), entry(2, { ...message, channelId: 'b' })]);
    if (batch === undefined) throw new Error('an empty batch');
    expect(positionsIn(take(batch, viewer('bob'))?.bytes)).toEqual([1]);
    expect(positionsIn(take(batch, viewer('dora', 'b'))?.bytes)).toEqual([2]);
  });

  test('who come and go within one batch see what happened in between', () => {
    expect(
      shown(viewer('bob'), message, joined('bob'), message, left('bob'), message, joined('bob')),
    ).toEqual([2, 3, 4, 6]);
  });

  test('do not share with others what only they see', () => {
    const batch = toBatch([entry(1, joined('bob')), entry(2, message)]);
    if (batch === undefined) throw new Error('an empty batch');
    expect(take(batch, viewer('carl'))).toBeUndefined();
    const chunk = take(batch, viewer('bob'));
    expect(positionsIn(chunk?.bytes)).toEqual([1, 2]);
    expect(take(batch, viewer('dora', 'a'))).toBe(chunk);
  });
});

describe('channels', () => {
  test('without first members show themselves to nobody but all', () => {
    const empty = { type: 'channel.created', channelId: 'a', memberIds: null };
    expect(shown(viewer('bob'), empty)).toEqual([]);
    expect(shown(viewer('bob'), { ...empty, isPublic: true })).toEqual([1]);
  });

  const created = { type: 'channel.created', channelId: 'a', memberIds: ['bob'] };
  const updated = { type: 'channel.updated', channelId: 'a' };
  const deleted = { type: 'channel.deleted', channelId: 'a' };

  test('that are private show themselves to their members alone', () => {
    const [bob, carl] = [viewer('bob'), viewer('carl')];
    expect(shown(bob, created, message, updated, deleted, message)).toEqual([1, 2, 3, 4]);
    expect(shown(carl, created, message, updated, deleted, message)).toEqual([]);
    expect(bob.channels).toEqual(new Set());
  });

  test('that are public show themselves to all, their messages to members alone', () => {
    const isPublic = { isPublic: true };
    const carl = viewer('carl');
    expect(
      shown(
        carl,
        { ...created, ...isPublic },
        message,
        { ...updated, ...isPublic },
        { ...deleted, ...isPublic },
      ),
    ).toEqual([1, 3, 4]);
    expect(carl.channels).toEqual(new Set());
  });
});

describe('other audiences', () => {
  test('everyone hears what is for everyone, in a channel or not', () => {
    expect(shown(viewer('bob'), toAll, message)).toEqual([1]);
    expect(shown(viewer('bob', 'a'), message, toAll)).toEqual([1, 2]);
  });

  test('what is for one user goes to nobody else', () => {
    expect(shown(viewer('bob'), toBob, toAll)).toEqual([1, 2]);
    expect(shown(viewer('carl', 'a'), toBob, message)).toEqual([2]);
  });

  test('the audience decides, whatever the event is called', () => {
    const pinned = { type: 'message.pinned', channelId: 'a' };
    expect(shown(viewer('bob', 'a'), pinned, { ...pinned, channelId: 'b' })).toEqual([1]);
  });
});

test('a page that would fail at a new event is spared it, and shares no chunk with others', () => {
  const old = (...channels: string[]) => ({ ...viewer('bob', ...channels), knowsNewEvents: false });
  const pinned = { type: 'message.pinned', channelId: 'a' };
  expect(shown(old('a'), message, pinned, message)).toEqual([1, 3]);
  expect(shown(old(), toAll, joined('bob'), toBob, left('bob'))).toEqual([2, 4]);
  const batch = toBatch([entry(1, message), entry(2, pinned)]);
  if (batch === undefined) throw new Error('an empty batch');
  expect(positionsIn(take(batch, viewer('carl', 'a'))?.bytes)).toEqual([1, 2]);
  expect(positionsIn(take(batch, old('a'))?.bytes)).toEqual([1]);
});

describe('while a stream replays', () => {
  const replaying = (position: number, ...today: string[]): Viewer => ({
    ...viewer('bob', 'a'),
    today: { position, channels: new Set(today) },
  });

  test('a channel has to be the viewer’s today as well, up to where today is', () => {
    expect(shown(replaying(9), message, message)).toEqual([]);
    expect(shown(replaying(9, 'a'), message, message)).toEqual([1, 2]);
    expect(shown(replaying(1), message, message)).toEqual([2]);
    expect(shown(replaying(1), message, left('eve'), message)).toEqual([2, 3]);
    expect(shown(replaying(1), message, joined('bob'), message)).toEqual([2, 3]);
  });

  test('the viewer is told which channels are theirs no more', () => {
    expect(shown(replaying(9), message, left('bob'), message)).toEqual([2]);
    expect(shown(replaying(9), message, { ...message, type: 'channel.deleted' })).toEqual([2]);
    expect(shown(replaying(9), left('eve'))).toEqual([]);
  });
});
