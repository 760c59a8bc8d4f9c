import { expect, test } from 'vitest';
import type { Channel } from '../../../api/channels/contract.ts';
import { createFormats } from '../../../desktop/renderer/formats.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { isStale } from '../../../desktop/renderer/state/state.ts';
import { placesOf } from '../../../desktop/renderer/views/places.ts';
import { shownTitle } from '../../../desktop/renderer/views/title.ts';
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

const settings = { notify: 'all', isMuted: false, isFavourite: false, isHidden: true } as const;

test('a direct channel that is closed is out of the sidebar until its next message', () => {
  const known = reduce(opened, { type: 'settings', channelId: 'direct', settings });
  expect(shown(opened)).toEqual(['direct']);
  expect(shown(known)).toEqual([]);
  expect(shown(known, 'direct')).toEqual(['direct']);
  expect(shown(apply(known, created(message(1, { channelId: 'direct' }))))).toEqual(['direct']);
  // Also once it is read.
  const read = reduce(apply(known, created(message(1, { channelId: 'direct' }))), {
    ...({ type: 'read', channelId: 'direct', seq: 1 } as const),
  });
  expect(shown(read)).toEqual(['direct']);
});

test('favourites stand together above the others, and nowhere else', () => {
  const both = [general, listed].map((channel) => ({
    ...channel,
    settings: { ...settings, isFavourite: true, isHidden: false },
  }));
  const given = { ...state, channels: new Map(both.map((channel) => [channel.id, channel])) };
  const { favourites, channels, direct } = placesOf(given, undefined);
  expect(favourites.map(({ id }) => id)).toEqual(['general', 'direct']);
  expect([channels, direct]).toEqual([[], []]);
});

const { t, formatList } = inFrench();
test.each([
  [['Alice'], 'Alice'],
  [['Bob', 'Alice'], 'Alice et Bob'],
  [['Bob', 'Carl', 'Alice'], 'Alice, Bob et Carl'],
  [['Bob', 'Carl', 'Alice', 'Dora'], 'Alice, Bob et 2 autres'],
])('a direct channel with %j is called %s', (names, title) => {
  const group = { ...listed, directUserIds: [me.id, ...names] };
  const given = { ...state, names: new Map(names.map((name) => [name, name])) };
  expect(shownTitle({ t, formatList }, given, group)).toBe(title);
});

function inFrench() {
  const formats = createFormats('fr', 'fr-FR');
  return { t: formats.message, formatList: formats.list };
}
