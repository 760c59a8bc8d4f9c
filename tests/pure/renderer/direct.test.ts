import { expect, test } from 'vitest';
import type { Channel } from '../../../api/channels/contract.ts';
import { createKeptClosed } from '../../../desktop/renderer/live/kept-closed.ts';
import { isClosed } from '../../../desktop/renderer/state/direct.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { isStale } from '../../../desktop/renderer/state/state.ts';
import { placesOf } from '../../../desktop/renderer/views/places.ts';
import { apply, at, created, general, me, message, state } from './fixtures.ts';

const channel: Channel = {
  id: 'direct',
  kind: 'direct',
  name: null,
  topic: '',
  createdBy: me.id,
  createdAt: at,
  archivedAt: null,
  isGeneral: false,
  directUserIds: [me.id, 'other'],
};
const opened = reduce(state, { type: 'direct-opened', channel });
const listed = { ...channel, lastSeq: 0, lastReadSeq: 0, unread: 0, mentions: 0 };
const shown = (of: typeof state, openId?: string) =>
  placesOf(of, openId).direct.map(({ id }) => id);

test('a direct channel is there as soon as it is opened, and the list is asked for what it holds', () => {
  expect(opened.channels.get('direct')).toMatchObject(channel);
  expect(isStale(opened)).toBe(true);
});

test('a list that was asked for before a direct channel was opened does not take it away', () => {
  const late = reduce(opened, { type: 'channels', channels: [general], hints: state.hints });
  expect(late.channels.has('direct')).toBe(true);
  expect(isStale(late)).toBe(true);
  const full = { type: 'channels', channels: [general, listed], hints: late.hints } as const;
  const known = reduce(late, full);
  expect(isStale(known)).toBe(false);
  const gone = reduce(known, { type: 'channels', channels: [general], hints: known.hints });
  expect(gone.channels.has('direct')).toBe(false);
});

test('a direct channel that is closed is out of the sidebar until its next message', () => {
  const closed = reduce(opened, { type: 'direct-closed', channelId: 'direct' });
  expect(shown(opened)).toEqual(['direct']);
  expect(shown(closed)).toEqual([]);
  expect(shown(closed, 'direct')).toEqual(['direct']);
  expect(shown(apply(closed, created(message(1, { channelId: 'direct' }))))).toEqual(['direct']);
  expect(shown(reduce(closed, { type: 'direct-opened', channel }))).toEqual(['direct']);
  expect(reduce(state, { type: 'direct-closed', channelId: 'general' })).toBe(state);
});

test('what is closed is so after a reload', () => {
  const disk = new Map<string, string>();
  const keeper = {
    read: (name: string): unknown => JSON.parse(disk.get(name) ?? 'null'),
    write: (name: string, value: unknown) => void disk.set(name, JSON.stringify(value)),
  };
  const kept = createKeptClosed(keeper);
  expect(kept.read(me.id)).toEqual(new Map());
  const closed = reduce(opened, { type: 'direct-closed', channelId: 'direct' });
  kept.note(opened, closed);
  const later = { ...state, closed: kept.read(me.id) };
  expect(isClosed(later, listed)).toBe(true);
  expect(kept.read('other')).toEqual(new Map());
});
