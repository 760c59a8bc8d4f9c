import { expect, test } from 'vitest';
import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { isStale, type OutgoingPost, type State } from '../../../desktop/renderer/state/state.ts';

const at = '2026-01-01T00:00:00.000Z';
const me: User = {
  id: 'me',
  username: 'jean.luc',
  displayName: 'Jean-Luc',
  role: 'member',
  disabled: false,
  createdAt: at,
};
const general: ListedChannel = {
  id: 'general',
  kind: 'public',
  name: 'general',
  topic: '',
  createdBy: 'me',
  createdAt: at,
  archivedAt: null,
  isGeneral: true,
  lastSeq: 5,
  lastReadSeq: 5,
  unread: 0,
  mentions: 0,
};
const state: State = {
  me,
  session: undefined,
  users: new Map([[me.id, me]]),
  channels: new Map([[general.id, general]]),
  presence: new Map(),
  online: 0,
  timelines: new Map(),
  asked: new Map(),
  quotes: new Map(),
  outbox: [],
  connection: { kind: 'live' },
  cursor: 'epoch-1',
  hints: 0,
  hintsListed: 0,
};
const message = (seq: number, change: Partial<Message> = {}): Message => ({
  id: `message-${seq}`,
  channelId: 'general',
  seq,
  authorId: 'other',
  clientId: null,
  body: 'hello',
  replyToId: null,
  createdAt: at,
  editedAt: null,
  deletedAt: null,
  ...change,
});
const apply = (before: State, event: LiveEvent, id?: string) =>
  reduce(before, { type: 'event', event, id });
const created = (data: Message): LiveEvent => ({ event: 'message.created', data });
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
])('%j mentions %i times', (body, mentions) => {
  expect(generalOf(apply(state, created(message(6, { body }))))?.mentions).toBe(mentions);
});

const post: OutgoingPost = {
  clientId: 'client-id',
  channelId: 'general',
  body: 'mine',
  replyToId: null,
  postedAt: at,
  status: 'waiting',
};

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
  const edited = message(1, { body: 'edited', editedAt: '2026-01-02T00:00:00.000Z' });
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
