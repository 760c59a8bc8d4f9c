import { describe, expect, test } from 'vitest';
import type { ChannelSettings } from '../../../api/channels/contract.ts';
import { createKeptCalled } from '../../../desktop/renderer/live/kept-called.ts';
import { createKeptChoices } from '../../../desktop/renderer/live/kept-choices.ts';
import { isWorking, NO_CHOICES, OFFICE_HOURS } from '../../../desktop/renderer/state/choices.ts';
import { countsOf } from '../../../desktop/renderer/state/counts.ts';
import { hasKeyword, keywordsOf } from '../../../desktop/renderer/state/keywords.ts';
import { noticeOf } from '../../../desktop/renderer/state/notice.ts';
import { callOf, type Heard } from '../../../desktop/renderer/state/quiet.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { shownState } from '../../../desktop/renderer/state/shown-state.ts';
import { endOf } from '../../../desktop/renderer/state/until.ts';
import { apply, created, general, me, message, state } from './fixtures.ts';

/** A Wednesday. */
const now = new Date(2026, 0, 7, 10, 20);
const later = new Date(2026, 0, 7, 11, 0).toISOString();
const earlier = new Date(2026, 0, 7, 9, 0).toISOString();
const set = (change: Partial<ChannelSettings>): ChannelSettings => ({
  ...{ notify: 'mentions', isMuted: false, isFavourite: false, isHidden: false, ...change },
});

const plain = 'hello';
const mention = 'hello @jean.luc';
const keyword = 'The Deploy fails';

interface Case {
  body?: string | null;
  kind?: 'public' | 'direct' | 'thread';
  isFollowing?: boolean;
  settings?: Partial<ChannelSettings>;
  until?: string;
  isOwn?: boolean;
  isRead?: boolean;
  isMissed?: boolean;
  at?: Date;
}

function heardIn(given: Case): Heard {
  const { body = plain, kind = 'public', settings, until = null, at = now } = given;
  return {
    message: message(given.isRead ? 5 : 6, { body, authorId: given.isOwn ? me.id : 'other' }),
    channel: {
      ...{ kind, lastReadSeq: 5, ...(settings && { settings: set(settings) }) },
      ...(kind === 'thread' && { isFollowing: given.isFollowing ?? true }),
    },
    me: { ...me, doNotDisturbUntil: until },
    choices: { keywords: ['deploy'], hours: { days: [3], from: '09:00', to: '17:30' } },
    isLive: !given.isMissed,
    now: at,
  };
}

describe('what a message asks of the user', () => {
  test.each<[string, Case, boolean, 'nothing' | 'message' | 'mention']>([
    ['a message in a channel', {}, false, 'message'],
    ['a mention', { body: mention }, true, 'mention'],
    ['a mention of all', { body: 'hello @all' }, true, 'mention'],
    ['a keyword, whatever its case', { body: keyword }, true, 'mention'],
    ['a direct message', { kind: 'direct' }, true, 'message'],
    ['a direct message that mentions', { kind: 'direct', body: mention }, true, 'mention'],
    ['a deleted message', { body: null, kind: 'direct' }, false, 'nothing'],
    ['an own message', { body: mention, isOwn: true }, false, 'nothing'],
    ['a mention that is read already', { body: mention, isRead: true }, false, 'nothing'],
    ['a mention that was missed', { body: mention, isMissed: true }, false, 'mention'],
    ['all: a message', { settings: { notify: 'all' } }, true, 'message'],
    ['all: a mention', { settings: { notify: 'all' }, body: mention }, true, 'mention'],
    ['mentions: a message', { settings: { notify: 'mentions' } }, false, 'message'],
    ['mentions: a mention', { settings: { notify: 'mentions' }, body: mention }, true, 'mention'],
    ['mentions: a keyword', { settings: { notify: 'mentions' }, body: keyword }, true, 'mention'],
    [
      'mentions: a direct message',
      { settings: { notify: 'mentions' }, kind: 'direct' },
      false,
      'message',
    ],
    ['nothing: a message', { settings: { notify: 'nothing' } }, false, 'message'],
    ['nothing: a mention', { settings: { notify: 'nothing' }, body: mention }, false, 'mention'],
    ['muted: a message', { settings: { isMuted: true } }, false, 'nothing'],
    ['muted, all: a message', { settings: { isMuted: true, notify: 'all' } }, false, 'nothing'],
    ['muted: a direct message', { settings: { isMuted: true }, kind: 'direct' }, false, 'nothing'],
    ['muted: a mention', { settings: { isMuted: true }, body: mention }, true, 'mention'],
    ['muted: a keyword', { settings: { isMuted: true }, body: keyword }, true, 'mention'],
    [
      'muted, nothing: a mention',
      { settings: { isMuted: true, notify: 'nothing' }, body: mention },
      false,
      'mention',
    ],
    ['do not disturb: a mention', { body: mention, until: later }, false, 'mention'],
    ['do not disturb: a direct message', { kind: 'direct', until: later }, false, 'message'],
    ['do not disturb that has ended', { body: mention, until: earlier }, true, 'mention'],
    ['a reply in a thread that one follows', { kind: 'thread' }, true, 'message'],
    ['an own reply', { kind: 'thread', isOwn: true }, false, 'nothing'],
    ['a reply that is read already', { kind: 'thread', isRead: true }, false, 'nothing'],
    ['a reply that was missed', { kind: 'thread', isMissed: true }, false, 'message'],
    ['a mention in a thread', { kind: 'thread', body: mention }, true, 'mention'],
    ['a keyword in a thread', { kind: 'thread', body: keyword }, true, 'mention'],
    ['a reply in another thread', { kind: 'thread', isFollowing: false }, false, 'nothing'],
    [
      'a mention in another thread',
      { kind: 'thread', isFollowing: false, body: 'hello @all' },
      true,
      'nothing',
    ],
    ['all: a reply', { kind: 'thread', settings: { notify: 'all' } }, true, 'message'],
    [
      'all: a reply in another thread',
      { kind: 'thread', isFollowing: false, settings: { notify: 'all' } },
      false,
      'nothing',
    ],
    ['mentions: a reply', { kind: 'thread', settings: { notify: 'mentions' } }, true, 'message'],
    ['nothing: a reply', { kind: 'thread', settings: { notify: 'nothing' } }, false, 'message'],
    [
      'nothing: a mention in a thread',
      { kind: 'thread', settings: { notify: 'nothing' }, body: mention },
      false,
      'mention',
    ],
    ['muted: a reply', { kind: 'thread', settings: { isMuted: true } }, false, 'nothing'],
    [
      'muted: a mention in a thread',
      { kind: 'thread', settings: { isMuted: true }, body: mention },
      true,
      'mention',
    ],
    ['do not disturb: a reply', { kind: 'thread', until: later }, false, 'message'],
    ['before work', { body: mention, at: new Date(2026, 0, 7, 8, 59) }, false, 'mention'],
    ['when work begins', { body: mention, at: new Date(2026, 0, 7, 9, 0) }, true, 'mention'],
    ['when work is over', { body: mention, at: new Date(2026, 0, 7, 17, 30) }, false, 'mention'],
    ['on a day off', { kind: 'direct', at: new Date(2026, 0, 8, 10, 0) }, false, 'message'],
  ])('%s', (_, given, notifies, counts) => {
    expect(callOf(heardIn(given))).toEqual({ notifies, counts });
  });
});

test('a night shift goes on after midnight, on the day after it began', () => {
  const night = { days: [3], from: '22:00', to: '06:00' };
  const at = (day: number, hours: number) => isWorking(night, new Date(2026, 0, day, hours));
  expect([at(7, 5), at(7, 21), at(7, 22), at(8, 5), at(8, 6), at(8, 22)]).toEqual([
    ...[false, false, true, true, false, false],
  ]);
});

test('a keyword is a word or several by themselves, without case and accents', () => {
  const has = (body: string, word: string) => hasKeyword(body, [word]);
  expect(has('Le déploiement, enfin', 'deploiement')).toBe(true);
  expect(has('redeploy', 'deploy')).toBe(false);
  expect(has('in C++ of course', 'c++')).toBe(true);
  expect(has('the new server is up', 'new server')).toBe(true);
  expect(keywordsOf(' deploy, , C++,deploy ')).toEqual(['deploy', 'C++']);
});

const direct = {
  ...general,
  id: 'direct',
  kind: 'direct' as const,
  directUserIds: ['me', 'other'],
};
const choices = { ...NO_CHOICES, keywords: ['deploy'] };
const known = {
  ...state,
  choices,
  names: new Map([...state.names, ['other', 'Other']]),
  channels: new Map([general, direct].map((channel) => [channel.id, channel])),
};
const countsIn = (of: typeof state) => {
  const channel = of.channels.get('general');
  return channel && countsOf(of, channel);
};

test('keywords count as mentions until they are read, and follow what a message says later', () => {
  const called = apply(known, created(message(6, { body: 'deploy now' })));
  expect(countsIn(called)).toEqual({ messages: 1, mentions: 1 });
  expect(countsIn(apply(called, created(message(6, { body: 'deploy now' }))))).toEqual({
    ...{ messages: 1, mentions: 1 },
  });
  const edited = message(6, { body: 'never mind', revision: 2 });
  expect(countsIn(apply(called, { event: 'message.updated', data: edited }))?.mentions).toBe(0);
  const both = apply(called, created(message(7, { body: 'deploy @jean.luc' })));
  expect(countsIn(both)).toEqual({ messages: 2, mentions: 2 });
  const read = reduce(both, { type: 'read', channelId: 'general', seq: 7 });
  expect(countsIn(read)).toEqual({ messages: 0, mentions: 0 });
});

test('what calls by a keyword still does after a reload, until it is read', () => {
  const disk = new Map<string, unknown>();
  const keeper = {
    read: (name: string) => disk.get(name),
    write: (name: string, value: unknown) =>
      void (value === undefined ? disk.delete(name) : disk.set(name, value)),
  };
  const kept = createKeptCalled(keeper);
  const called = [6, 7].reduce<typeof state>(
    (now, seq) => apply(now, created(message(seq, { body: 'deploy now' }))),
    known,
  );
  kept.note(known, called);
  expect(countsIn({ ...called, called: kept.read('me') })).toEqual({ messages: 2, mentions: 2 });
  const read = reduce(called, { type: 'read', channelId: 'general', seq: 6 });
  const more = apply(read, created(message(8, { body: 'deploy' })));
  kept.note(read, more);
  expect([...kept.read('me')]).toEqual([['general', [7, 8]]]);
  const left = apply(more, { event: 'channel.deleted', data: general });
  const none = apply(left, created(message(9, { channelId: 'direct', body: 'deploy' })));
  kept.note(left, none);
  expect([...kept.read('me')]).toEqual([['direct', [9]]]);
  disk.set('called.me', 'of another shape');
  expect(kept.read('me').size).toBe(0);
});

test('a muted channel shows nothing in title, tray and badge but what calls the user', () => {
  const muted = reduce(known, {
    ...{ type: 'settings', channelId: 'general', settings: set({ isMuted: true }) },
  });
  const plainly = apply(muted, created(message(6)));
  expect(shownState(plainly)).toMatchObject({ messages: 0, mentions: 0 });
  const called = apply(plainly, created(message(7, { body: 'hello @all' })));
  expect(shownState(called)).toMatchObject({ messages: 1, mentions: 1 });
});

test('a notification says who writes, and where unless only to the user', () => {
  const titleIn = (channelId: string, body: string) =>
    noticeOf(known, created(message(6, { channelId, body })), now)?.title;
  expect(titleIn('direct', 'hello')).toBe('Other');
  expect(titleIn('general', mention)).toBe('Other · #general');
  expect(titleIn('general', 'hello')).toBeUndefined();
});

test('a status and "do not disturb" end by themselves', () => {
  const ada = {
    ...me,
    id: 'ada',
    doNotDisturbUntil: later,
    status: { text: 'out', until: earlier },
  };
  const self = { ...me, doNotDisturbUntil: earlier };
  const users = new Map([ada, self].map((user) => [user.id, user]));
  const before = { ...state, me: self, users };
  const after = reduce(before, { type: 'time', now });
  expect(after.users.get('ada')).toMatchObject({ doNotDisturbUntil: later, status: null });
  expect([after.me, after.users.get(me.id)]).toEqual([me, me]);
  expect(reduce(after, { type: 'time', now })).toBe(after);
});

test.each<[Parameters<typeof endOf>[0], Date]>([
  ['half-hour', new Date(2026, 0, 7, 10, 50)],
  ['hour', new Date(2026, 0, 7, 11, 20)],
  ['meeting', new Date(2026, 0, 7, 11, 0)],
  ['today', new Date(2026, 0, 8, 0, 0)],
  ['tomorrow', new Date(2026, 0, 8, 9, 0)],
  ['week', new Date(2026, 0, 12, 0, 0)],
  [{ time: '17:30' }, new Date(2026, 0, 7, 17, 30)],
  [{ time: '10:20' }, new Date(2026, 0, 8, 10, 20)],
])('%j ends then', (span, end) => {
  expect(endOf(span, now)).toEqual(end);
});

test('what a user chooses for themselves is kept for them, and nobody else', () => {
  const disk = new Map<string, string>();
  const keeper = {
    read: (name: string): unknown => JSON.parse(disk.get(name) ?? 'null'),
    write: (name: string, value: unknown) => void disk.set(name, JSON.stringify(value)),
  };
  const kept = createKeptChoices(keeper);
  expect(kept.read(me.id)).toEqual(NO_CHOICES);
  const chosen = reduce(state, { type: 'chosen', choices: { hours: OFFICE_HOURS } });
  kept.note(state, chosen);
  expect(kept.read(me.id)).toEqual({ ...NO_CHOICES, hours: OFFICE_HOURS });
  expect(kept.read('other')).toEqual(NO_CHOICES);
});
