import { describe, expect, test } from 'vitest';
import { toNumbers } from '../../../api/presence/numbers.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { membersOf } from '../../../desktop/renderer/state/members.ts';
import { shownReactions } from '../../../desktop/renderer/state/reactions.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { orderedChannels } from '../../../desktop/renderer/state/select.ts';
import { isStale, type State } from '../../../desktop/renderer/state/state.ts';
import { apply, at, created, general, me, message, post, state } from './fixtures.ts';

const generalOf = ({ channels }: State) => channels.get('general');

test('a message of somebody else is unread, once, however often it comes', () => {
  const once = apply(state, created(message(6)), 'epoch-2');
  const twice = apply(once, created(message(6)), 'epoch-2');
  expect(generalOf(twice)).toMatchObject({ lastSeq: 6, unread: 1, mentions: 0 });
  expect(twice.cursor).toBe('epoch-2');
  expect(generalOf(apply(state, created(message(5)), 'epoch-2'))?.unread).toBe(0);
});

test.each([
  ['hello @jean.luc', 1],
  ['@JEAN.LUC: look', 1],
  ['(@jean.luc)', 1],
  ['@jean.lucas', 0],
  ['jean.luc@example.org', 0],
  ['mail@jean.luc', 0],
  ['@jeanxluc', 0],
  ['`@jean.luc`', 0],
  ['@all', 1],
  ['> @ici', 1],
])('%j mentions %i times', (body, mentions) => {
  expect(generalOf(apply(state, created(message(6, { body }))))?.mentions).toBe(mentions);
});

test('whether a missed message called those who were connected is asked of the server', () => {
  const catchingUp: State = { ...state, connection: { kind: 'catching-up', left: 1 } };
  const isAsked = (before: State, body: string) =>
    isStale(apply(before, created(message(6, { body }))));
  expect(isAsked(catchingUp, '@here')).toBe(true);
  expect(isAsked(catchingUp, '@all')).toBe(false);
  expect(isAsked(state, '@here')).toBe(false);
});

test("one's own message is not unread, and is shown as sent until the history has it", () => {
  const posted = reduce(state, { type: 'posted', post });
  const sent = reduce(posted, { type: 'post-sent', clientId: 'client-id' });
  expect(sent.outbox).toEqual([{ ...post, status: 'sent' }]);
  const mine = message(6, { authorId: 'me', clientId: 'client-id' });
  for (const before of [posted, sent]) {
    const settled = apply(before, created(mine));
    expect(settled.outbox).toEqual([]);
    expect(generalOf(settled)).toMatchObject({ lastSeq: 6, unread: 0 });
  }
  const others = apply(posted, created(message(6, { clientId: 'client-id' })));
  expect(others.outbox).toEqual([post]);
});

test("what others said just before one's own post is counted, though its answer comes first", () => {
  const sent = [
    { type: 'posted' as const, post },
    { type: 'post-sent' as const, clientId: 'client-id' },
  ].reduce(reduce, state);
  const after = [message(6), message(7, { authorId: 'me', clientId: 'client-id' })]
    .map(created)
    .reduce((before, event) => apply(before, event), sent);
  expect(generalOf(after)).toMatchObject({ lastSeq: 7, unread: 1 });
});

test('a post that a page of the history holds has arrived, whether or not the answer did', () => {
  const page = {
    side: 'around' as const,
    messages: [message(6, { authorId: 'me', clientId: 'client-id' })],
  };
  const after = [
    { type: 'posted' as const, post },
    { type: 'page-asked' as const, channelId: 'general', ask: 'a' },
    { type: 'page' as const, channelId: 'general', ask: 'a', page },
  ].reduce(reduce, state);
  expect(after.outbox).toEqual([]);
});

test('a page that comes after the channel was left is not kept', () => {
  const page = { side: 'older' as const, messages: [message(1)] };
  const after = [
    { type: 'page-asked' as const, channelId: 'general', ask: 'a' },
    { type: 'left-timeline' as const, channelId: 'general' },
    { type: 'page' as const, channelId: 'general', ask: 'a', page },
  ].reduce(reduce, state);
  expect(after.timelines.size).toBe(0);
});

test('a message that is quoted from afar is shown as it is now', () => {
  const quoted = reduce(state, { type: 'quoted', id: 'message-1', message: message(1) });
  const edited = message(1, { body: 'edited', editedAt: at, revision: 2 });
  const after = apply(quoted, { event: 'message.updated', data: edited });
  expect(after.quotes.get('message-1')).toEqual(edited);
});

test('a list that was asked for before a channel was joined or left is read once more', () => {
  const asked = state.hints;
  const left = apply(state, { event: 'member.left', data: { channelId: 'general', userId: 'me' } });
  const listed = reduce(left, { type: 'channels', channels: [general], hints: asked });
  expect(isStale(listed)).toBe(true);
  const without = reduce(listed, { type: 'channels', channels: [], hints: listed.hints });
  // With the channel goes what events had told of it, which another list on its way may lack.
  expect([without.channels.size, isStale(without)]).toEqual([0, true]);
  const again = reduce(without, { type: 'channels', channels: [], hints: without.hints });
  expect(isStale(again)).toBe(false);
});

test('reading moves forward only, and asks for the counts where it stops in between', () => {
  const three = [6, 7, 8].reduce((before, seq) => apply(before, created(message(seq))), state);
  const all = reduce(three, { type: 'read', channelId: 'general', seq: 8 });
  expect(generalOf(all)).toMatchObject({ lastReadSeq: 8, unread: 0 });
  expect(isStale(all)).toBe(false);
  expect(reduce(all, { type: 'read', channelId: 'general', seq: 6 })).toBe(all);
  expect(isStale(reduce(three, { type: 'read', channelId: 'general', seq: 7 }))).toBe(true);
});

test('a list that events have overtaken does not take them back, and is read once more', () => {
  const ahead = apply(state, created(message(6)));
  const listed = reduce(ahead, { type: 'channels', channels: [general], hints: ahead.hints });
  expect(generalOf(listed)).toMatchObject({ lastSeq: 6, unread: 1 });
  expect(isStale(listed)).toBe(true);
  const caughtUp = reduce(listed, {
    type: 'channels',
    channels: [{ ...general, lastSeq: 6, unread: 1 }],
    hints: listed.hints,
  });
  expect(isStale(caughtUp)).toBe(false);
});

test('presence is what ready said and what the changes made of it', () => {
  const user = { userId: 'other', username: 'o', displayName: 'O', since: at };
  const presence = {
    online: 1,
    users: [{ ...user, status: 'active' as const }],
    asOf: at,
    maxStalenessMs: 1,
  };
  const ready = apply(state, { event: 'ready', data: { presence } });
  expect([ready.online, [...ready.presence.keys()]]).toEqual([1, ['other']]);
  const gone = apply(ready, {
    event: 'presence.changed',
    data: { online: 0, changes: [{ userId: 'other', status: 'offline' }] },
  });
  expect([gone.online, gone.presence.size]).toEqual([0, 0]);
});

test('who is connected by their number is shown as soon as they are known', () => {
  const person = (id: string, number: number) => ({ ...me, id, number, username: id });
  const known = apply(state, { event: 'user.created', data: person('one', 1) });
  const numbers = toNumbers(
    [{ status: 'active' }, { status: 'away' }, { status: 'active' }],
    [1, 2, 3],
  );
  const presence = { online: 3, users: [], numbers, asOf: at, maxStalenessMs: 1 };
  const ready = apply(known, { event: 'ready', data: { presence } });
  const shown = (of: State) => [...of.presence].map(([id, { status }]) => [id, status]);
  expect([ready.online, shown(ready)]).toEqual([3, [['one', 'active']]]);
  expect(shown(apply(ready, { event: 'user.created', data: person('two', 2) }))).toEqual([
    ['one', 'active'],
    ['two', 'away'],
  ]);
  const listed = reduce(ready, {
    type: 'users',
    users: [person('one', 1), person('two', 2), person('three', 3)],
    since: ready.users,
  });
  expect(shown(listed)).toEqual([
    ['one', 'active'],
    ['two', 'away'],
    ['three', 'active'],
  ]);
  // A later beginning says all anew.
  const again = apply(listed, {
    event: 'ready',
    data: { presence: { ...presence, online: 0, numbers: toNumbers([], []) } },
  });
  expect(shown(again)).toEqual([]);
});

test('leaving a channel takes it and its messages away; joining one asks for it', () => {
  const left = apply(state, {
    event: 'member.left',
    data: { channelId: 'general', userId: 'me' },
  });
  expect(left.channels.size).toBe(0);
  const others = apply(state, {
    event: 'member.left',
    data: { channelId: 'general', userId: 'other' },
  });
  expect(others.channels.size).toBe(1);
  const joined = apply(state, { event: 'member.joined', data: { channelId: 'new', userId: 'me' } });
  expect(isStale(joined)).toBe(true);
});

test('what is not about channels takes its place, and leaves the rest', () => {
  const session = {
    id: 'session',
    userId: 'me',
    device: { id: 'device', name: 'here', platform: null },
    createdAt: at,
    lastHeartbeatAt: at,
    heartbeat: { intervalMs: 1, timeoutMs: 1 },
  };
  const admin = { ...me, role: 'admin' as const };
  expect(reduce(state, { type: 'session', me: admin, session })).toEqual({
    ...state,
    me: admin,
    session,
  });
  expect(reduce(state, { type: 'users', users: [admin], since: state.users })).toEqual({
    ...state,
    users: new Map([['me', admin]]),
  });
  const connection = { kind: 'connecting' } as unknown as State['connection'];
  expect(reduce(state, { type: 'connection', connection })).toEqual({ ...state, connection });
});

test('an event without an id leaves the cursor where it was', () => {
  const presence = { online: 0, users: [], asOf: at, maxStalenessMs: 1 };
  expect(apply(state, { event: 'ready', data: { presence } }).cursor).toBe('epoch-1');
  expect(apply(state, { event: 'ready', data: { presence } }, 'epoch-9').cursor).toBe('epoch-9');
});

test.each(['reset', 'ping', 'session.ended', 'stream.closing', 'unknown'] as const)(
  '%s changes nothing that is shown',
  (event) => {
    expect(apply(state, { event, data: {} } as never)).toBe(state);
  },
);

test('a snapshot begins anew, and keeps what is still to be sent', () => {
  const { id } = general;
  const busy = [
    { type: 'posted' as const, post },
    { type: 'posted' as const, post: { ...post, clientId: 'sent', status: 'sent' as const } },
    { type: 'page-asked' as const, channelId: id, ask: 'a' },
    {
      type: 'page' as const,
      channelId: id,
      ask: 'a',
      page: { side: 'around' as const, messages: [] },
    },
    { type: 'quoted' as const, id: 'quoted', message: message(1) },
    { type: 'page-asked' as const, channelId: id, ask: 'b' },
  ].reduce(reduce, state);
  const other = { ...me, id: 'other' };
  const snapshot = { users: [me, other], channels: [], cursor: 'epoch-7' };
  const after = reduce(busy, { type: 'snapshot', snapshot });
  expect([...after.users.keys()]).toEqual(['me', 'other']);
  expect(
    [after.channels, after.timelines, after.asked, after.quotes].map(({ size }) => size),
  ).toEqual([0, 0, 0, 0]);
  expect(after.outbox).toEqual([post]);
  expect([after.cursor, isStale(after)]).toEqual(['epoch-7', false]);
  // A list that was asked for before is older than the snapshot.
  const late = reduce(after, { type: 'channels', channels: [general], hints: busy.hints });
  expect(late).toBe(after);
});

test('a channel that is described or archived is shown as it is then, also where a list was read before', () => {
  const { unread, mentions, lastSeq, lastReadSeq, ...channel } = general;
  const described = apply(state, {
    event: 'channel.updated',
    data: { ...channel, topic: 'new', archivedAt: at },
  });
  expect(generalOf(described)).toEqual({ ...general, topic: 'new', archivedAt: at });
  expect(isStale(described)).toBe(false);
  const asking = reduce(state, { type: 'channels-asked' });
  const renamed = apply(asking, { event: 'channel.updated', data: { ...channel, name: 'other' } });
  const listed = reduce(renamed, { type: 'channels', channels: [general], hints: 0 });
  expect([generalOf(listed)?.name, isStale(listed)]).toEqual(['other', false]);
});

test('what the user wants of a channel is shown without another list', () => {
  const settings = { notify: 'all', isMuted: true, isFavourite: false, isHidden: false } as const;
  const data = { channelId: 'general', settings };
  const after = apply(state, { event: 'channel.settings', data });
  expect([generalOf(after)?.settings, isStale(after)]).toEqual([settings, false]);
});

test('a thread that is open is in no list of channels, and goes with its channel', () => {
  const thread = {
    ...{ ...general, id: 'thread', kind: 'thread' as const, name: null },
    ...{ parentId: 'general', rootMessageId: 'message-5', isFollowing: false },
    ...{ lastSeq: 0, lastReadSeq: 0, unread: 0, mentions: 0 },
  };
  const opened = reduce(state, { type: 'thread-opened', thread });
  expect(orderedChannels(opened).channels.map(({ id }) => id)).toEqual(['general']);
  const reply = message(1, { id: 'reply', channelId: 'thread', parentId: 'general' });
  const told = apply(opened, created(reply));
  expect(told.channels.get('thread')).toMatchObject({ lastSeq: 1, unread: 1 });
  expect([generalOf(told), isStale(told)]).toEqual([general, false]);
  const listed = reduce(told, { type: 'channels', channels: [general], hints: 0 });
  expect(listed.channels.get('thread')).toMatchObject({ unread: 1 });
  // Whoever begins to follow it has read what is there.
  const followed = apply(listed, { event: 'thread.followed', data: { threadId: 'thread' } });
  expect(followed.channels.get('thread')).toMatchObject({ unread: 0, isFollowing: true });
  // Of one that is neither open nor followed nothing is counted, and nothing has to be read.
  expect(apply(state, created(reply)).channels).toBe(state.channels);
  expect(isStale(apply(state, created(reply)))).toBe(false);
  const gone = apply(listed, { event: 'channel.deleted', data: { id: 'general' } } as never);
  expect(gone.channels.size).toBe(0);
});

describe('a reaction', () => {
  const shown = reduce(reduce(state, { type: 'page-asked', channelId: 'general', ask: 'a' }), {
    type: 'page',
    channelId: 'general',
    ask: 'a',
    page: { side: 'around', messages: [message(5)], hasOlder: true },
  });
  const reaction = (userId: string, revision: number): LiveEvent => ({
    event: 'reaction.added',
    data: { channelId: 'general', messageId: 'message-5', emoji: '👍', userId, revision },
  });
  const first = (now: State) => now.timelines.get('general')?.messages[0];

  test('is on its message, once, and makes no list to be read', () => {
    const once = apply(shown, reaction('other', 2));
    expect(first(once)).toMatchObject({
      ...{ revision: 2, reactions: [{ emoji: '👍', userIds: ['other'] }] },
    });
    expect(first(apply(once, reaction('other', 2)))).toBe(first(once));
    expect(isStale(once)).toBe(false);
  });

  test('of the user’s own is seen before the server has it, and is the server’s from then on', () => {
    const wish = { type: 'wished', messageId: 'message-5', emoji: '👍' } as const;
    const seen = (now: State) =>
      shownReactions(first(now) ?? message(5), now.wishes.get('message-5'), me.id).map(
        ({ userIds }) => userIds,
      );
    const wished = reduce(apply(shown, reaction('other', 2)), { ...wish, isOn: true });
    expect(seen(wished)).toEqual([['other', 'me']]);
    const refused = reduce(wished, { ...wish, isOn: undefined });
    expect(seen(refused)).toEqual([['other']]);
    const told = apply(wished, reaction('me', 3));
    expect([seen(told), told.wishes.size]).toEqual([[['other', 'me']], 0]);
    expect(seen(reduce(told, { ...wish, isOn: false }))).toEqual([['other']]);
  });
});

test('a channel that is deleted goes, with its messages', () => {
  const shown = reduce(reduce(state, { type: 'page-asked', channelId: 'general', ask: 'a' }), {
    type: 'page',
    channelId: 'general',
    ask: 'a',
    page: { side: 'around', messages: [message(5)] },
  });
  const gone = apply(shown, { event: 'channel.deleted', data: { id: 'general' } } as never);
  expect([gone.channels.size, gone.timelines.size]).toEqual([0, 0]);
});

test('who else joins is no reason to read the list again', () => {
  const data = { channelId: 'general', userId: 'other' };
  expect(isStale(apply(state, { event: 'member.joined', data }))).toBe(false);
});

test('members are those of the list, with who has come or gone since, until the user leaves', () => {
  const other = { ...me, id: 'other', username: 'other' };
  const known = { ...state, users: new Map([me, other].map((one) => [one.id, one])) };
  const data = { channelId: 'general', userId: 'other' };
  const joined = apply(known, { event: 'member.joined', data });
  expect(membersOf(joined, 'general', [me])).toEqual([me, other]);
  expect(membersOf(joined, 'general', [me, other])).toEqual([me, other]);
  expect(membersOf(joined, 'other', [me])).toEqual([me]);
  const left = apply(joined, { event: 'member.left', data });
  expect(membersOf(left, 'general', [me, other])).toEqual([me]);
  const gone = apply(joined, { event: 'member.left', data: { ...data, userId: 'me' } });
  expect(membersOf(gone, 'general', [me])).toEqual([me]);
});

test('one who joins keeps a channel that the list has brought before', () => {
  const data = { channelId: 'general', userId: 'me' };
  const joined = apply(state, { event: 'member.joined', data });
  expect(joined.channels).toEqual(state.channels);
  expect(isStale(joined)).toBe(true);
});

test('what was read elsewhere is read here, and messages up to there are not unread', () => {
  const data = { channelId: 'general', seq: 7 };
  const read = apply(state, { event: 'read.updated', data });
  expect(generalOf(read)).toMatchObject({ lastReadSeq: 7, unread: 0 });
  const late = [6, 7, 8].reduce((before, seq) => apply(before, created(message(seq))), read);
  expect(generalOf(late)).toMatchObject({ lastSeq: 8, unread: 1 });
  expect(
    isStale(apply(state, { event: 'read.updated', data: { ...data, channelId: 'new' } })),
  ).toBe(true);
});

test('reading a part of what had all been read asks for nothing', () => {
  const ahead = { ...state, channels: new Map([['general', { ...general, lastReadSeq: 2 }]]) };
  const read = reduce(ahead, { type: 'read', channelId: 'general', seq: 4 });
  expect([generalOf(read)?.lastReadSeq, isStale(read)]).toEqual([4, false]);
  expect(reduce(read, { type: 'read', channelId: 'general', seq: 4 })).toBe(read);
});

test.each([
  ["of one's own", { seq: 6, authorId: 'me' }, false],
  ['that was read', { seq: 5 }, false],
  ['that was not read', { seq: 6 }, false],
  ['that was not read and mentions one', { seq: 6, body: '@jean.luc, look' }, true],
  ['that was not read and is deleted', { seq: 6, body: null }, true],
  ['of a channel that is not known', { seq: 1, channelId: 'new' }, true],
])('an edit of a message %s asks for the counts: %j, %s', (_which, change, isAsking) => {
  const data = message(change.seq, { ...change, editedAt: at });
  expect(isStale(apply(state, { event: 'message.updated', data }))).toBe(isAsking);
});

test.each([
  ['was read as a mention', '@jean.luc, look', true],
  ['was read as none', 'look', false],
  ['is not known', undefined, true],
])(
  'an edit without a mention asks where the message %s before, and others are mentions',
  (_which, body, isAsking) => {
    const mentioned = { ...general, mentions: 1 };
    const page = {
      side: 'around',
      messages: body === undefined ? [] : [message(6, { body })],
    } as const;
    const before = reduce(
      reduce(
        { ...state, channels: new Map([['general', mentioned]]) },
        { type: 'page-asked', channelId: 'general', ask: 'a' },
      ),
      { type: 'page', channelId: 'general', ask: 'a', page },
    );
    const data = message(6, { body: 'look there', editedAt: at, revision: 2 });
    expect(isStale(apply(before, { event: 'message.updated', data }))).toBe(isAsking);
  },
);

test('a mention that is pinned or replied to asks for nothing, since no edit has changed what it says', () => {
  const mentioned = new Map([['general', { ...general, mentions: 1 }]]);
  const data = message(6, { body: '@jean.luc, look', pinnedAt: at, revision: 2 });
  const pinned = apply({ ...state, channels: mentioned }, { event: 'message.updated', data });
  expect(isStale(pinned)).toBe(false);
});

test('a list that was overtaken on its way is not taken', () => {
  const hinted = apply(state, { event: 'member.joined', data: { channelId: 'new', userId: 'me' } });
  const joined = { ...general, id: 'new' };
  const listed = reduce(hinted, {
    type: 'channels',
    channels: [general, joined],
    hints: hinted.hints,
  });
  expect(reduce(listed, { type: 'channels', channels: [general], hints: 0 })).toBe(listed);
});

test('who comes is shown', () => {
  const change = { userId: 'other', username: 'o', displayName: 'O', since: at };
  const came = apply(state, {
    event: 'presence.changed',
    data: { online: 1, changes: [{ ...change, status: 'away' }] },
  } as never);
  expect([came.online, came.presence.get('other')?.status]).toEqual([1, 'away']);
});

test('a user is shown as they are now, oneself too', () => {
  const bob = { ...me, id: 'bob', username: 'bob' };
  const known = apply(state, { event: 'user.created', data: bob });
  expect(known.users.get('bob')).toEqual(bob);
  expect(known.me).toBe(state.me);
  const mine = { ...me, displayName: 'Jeanne', role: 'admin' as const };
  const after = apply(known, { event: 'user.updated', data: mine });
  expect([after.me, after.users.get('me'), after.users.get('bob')]).toEqual([mine, mine, bob]);
});

test('a list of users that was asked for before an event does not take it back', () => {
  const renamed = { ...me, displayName: 'Jeanne' };
  const bob = { ...me, id: 'bob', username: 'bob' };
  const heard = apply(state, { event: 'user.updated', data: renamed });
  const answer = { type: 'users' as const, users: [me, bob] };
  const overtaken = reduce(heard, { ...answer, since: state.users });
  expect([...overtaken.users.values()]).toEqual([renamed, bob]);
  expect([...reduce(heard, { ...answer, since: heard.users }).users.values()]).toEqual([me, bob]);
});

const desk = { id: 'device', name: 'desk' };
const keyAdded = (id: string, change = {}): LiveEvent => ({
  event: 'device-key.added',
  data: { device: desk, key: { id, state: 'enrolled' }, userId: me.id, at, ...change },
});

test.each<LiveEvent>([
  { event: 'device-token.reused', data: { device: desk, at } },
  keyAdded('another'),
])('$event is told of once, also after it was dismissed', (live) => {
  const told = apply(state, live);
  const alarm = { kind: live.event, ...live.data };
  expect(told.alarms).toEqual([{ ...alarm, isDismissed: false }]);
  expect(apply(told, live)).toBe(told);
  const dismissed = reduce(told, { type: 'alarms-dismissed', alarms: told.alarms });
  expect(apply(dismissed, live).alarms).toEqual([{ ...alarm, isDismissed: true }]);
});

test('a copied device token and another key of the same workstation are two things', () => {
  const reused = apply(state, { event: 'device-token.reused', data: { device: desk, at } });
  expect(apply(reused, keyAdded('another')).alarms).toHaveLength(2);
});

test('each other key of a workstation is told of, and more than anybody can read are forgotten', () => {
  const added = (before: State, n: number) => apply(before, keyAdded(`key-${n}`));
  const told = Array.from({ length: 250 }, (_, n) => n).reduce(added, state);
  expect(told.alarms).toHaveLength(200);
  expect(told.alarms.at(-1)).toMatchObject({ key: { id: 'key-249' } });
});

test('who signs in with another key is told once, by the answer or by the event', () => {
  const session = {
    id: 'session',
    userId: me.id,
    device: { ...desk, platform: null },
    createdAt: at,
    lastHeartbeatAt: at,
    heartbeat: { intervalMs: 15_000, timeoutMs: 45_000 },
  };
  const here = { ...state, session };
  const inSeconds = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString();
  const byAnswer = reduce(here, { type: 'new-key' });
  expect(byAnswer.alarms).toMatchObject([{ userId: me.id, device: desk, isDismissed: false }]);
  expect(apply(byAnswer, keyAdded('mine', { at: inSeconds(-2) }))).toBe(byAnswer);
  expect(reduce(apply(here, keyAdded('mine')), { type: 'new-key' }).alarms).toHaveLength(1);
  const others = keyAdded('theirs', { userId: 'other' });
  expect(apply(byAnswer, others).alarms).toHaveLength(2);
  const later = keyAdded('a clone', { at: inSeconds(3600) });
  expect(apply(byAnswer, later).alarms).toHaveLength(2);
});

describe('marking as unread', () => {
  const three = [6, 7, 8].reduce((before, seq) => apply(before, created(message(seq))), state);
  const read = reduce(three, { type: 'read', channelId: 'general', seq: 8 });
  const told = reduce(read, { type: 'read-told', channelId: 'general', seq: 8 });
  const moved = (seq: number, from = told) =>
    apply(from, { event: 'read.updated', data: { channelId: 'general', seq } });

  test('holds the channel unread while it is looked at, until it is read or left', () => {
    const unread = reduce(told, { type: 'unread', channelId: 'general', seq: 7 });
    expect(generalOf(unread)).toMatchObject({ lastReadSeq: 6, unread: expect.any(Number) });
    expect([...unread.heldUnread]).toEqual(['general']);
    const readAgain = reduce(unread, { type: 'read', channelId: 'general', seq: 8 });
    expect([generalOf(readAgain)?.unread, readAgain.heldUnread.size]).toEqual([0, 0]);
    const left = reduce(unread, { type: 'left-timeline', channelId: 'general' });
    expect([generalOf(left)?.lastReadSeq, left.heldUnread.size]).toEqual([6, 0]);
  });

  test('on another page moves the position back here', () => {
    expect(generalOf(moved(6))?.lastReadSeq).toBe(6);
  });

  test('is not heard in an answer to what was read here, nor where the server does not know that yet', () => {
    expect(moved(8)).toBe(told);
    expect(generalOf(moved(6, read))?.lastReadSeq).toBe(8);
  });

  test('that no stream told of is believed of the second list that says so', () => {
    const channels = [{ ...general, lastSeq: 8, lastReadSeq: 6, unread: 2 }];
    const first = reduce(told, { type: 'channels', channels, hints: told.hints });
    expect([generalOf(first)?.lastReadSeq, isStale(first)]).toEqual([8, true]);
    const second = reduce(first, { type: 'channels', channels, hints: first.hints });
    expect([generalOf(second)?.unread, isStale(second)]).toEqual([2, false]);
  });
});

test('direct channels go to the front with what is written in them', () => {
  const direct = (id: string, lastMessageAt: string | null) =>
    [id, { ...general, id, kind: 'direct' as const, isGeneral: false, lastMessageAt }] as const;
  const before = {
    ...state,
    channels: new Map([
      direct('older', '2026-01-02T00:00:00.000Z'),
      direct('newer', '2026-01-03T00:00:00.000Z'),
      direct('silent', null),
    ]),
  };
  const ids = (one: State) => orderedChannels(one).direct.map(({ id }) => id);
  expect(ids(before)).toEqual(['newer', 'older', 'silent']);
  const written = message(6, { channelId: 'older', createdAt: '2026-01-04T00:00:00.000Z' });
  expect(ids(apply(before, created(written)))).toEqual(['older', 'newer', 'silent']);
});
