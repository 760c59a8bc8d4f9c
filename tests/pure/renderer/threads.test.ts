import { describe, expect, test } from 'vitest';
import type { Thread } from '../../../api/channels/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { countsOf } from '../../../desktop/renderer/state/counts.ts';
import { noticeOf } from '../../../desktop/renderer/state/notice.ts';
import { type Action, reduce } from '../../../desktop/renderer/state/reduce.ts';
import { shownState } from '../../../desktop/renderer/state/shown-state.ts';
import { isStale, type State } from '../../../desktop/renderer/state/state.ts';
import { unreadThreads } from '../../../desktop/renderer/state/threads.ts';
import { apply, created, general, me, message, state } from './fixtures.ts';

const now = new Date(2026, 0, 7, 10, 20);
const thread: Thread = {
  ...{ ...general, id: 'thread', kind: 'thread', name: null, isGeneral: false },
  ...{ parentId: 'general', rootMessageId: 'message-5', isFollowing: true },
  ...{ lastSeq: 3, lastReadSeq: 3, unread: 0, mentions: 0 },
};
const reply = (seq: number, change: Partial<Message> = {}) =>
  created(
    message(seq, { id: `reply-${seq}`, channelId: 'thread', parentId: 'general', ...change }),
  );
const told = (event: 'thread.followed' | 'thread.unfollowed', now: State) =>
  apply(now, { event, data: { threadId: 'thread' } });
const follower: State = {
  ...state,
  names: new Map([...state.names, ['other', 'Other']]),
  followed: new Set(['thread']),
};
const shown = (of: State) => {
  const { messages, mentions, unread } = shownState(of);
  return { messages, mentions, unread };
};
const root = (revision: number) =>
  message(5, {
    revision,
    thread: { id: 'thread', replies: 4, lastReplyAt: message(5).createdAt, participantIds: [] },
  });

describe('a reply in a thread that one follows', () => {
  const heard = apply(follower, reply(4));

  test('counts at once in title and tray, and asks the server for nothing', () => {
    expect(shown(heard)).toEqual({ messages: 1, mentions: 0, unread: ['thread'] });
    expect(shown(apply(heard, reply(5, { body: 'hello @jean.luc' })))).toEqual({
      ...{ messages: 2, mentions: 1, unread: ['thread'] },
    });
    expect(isStale(heard)).toBe(false);
    expect(shown(apply(heard, reply(4)))).toEqual(shown(heard));
    expect(heard.channels.get('general')).toEqual(general);
  });

  test('notifies where it is, and leads to its thread', () => {
    expect(noticeOf(heard, reply(4), now)).toEqual({
      ...{ title: 'Other · #general', body: 'hello', channelId: 'thread' },
    });
    const updated = apply(heard, { event: 'message.updated', data: root(2) });
    expect(updated.channels.get('thread')?.rootMessageId).toBe('message-5');
  });

  test('is no more than a mention where its channel is muted, and tells nothing where that does not', () => {
    const settings = { notify: 'mentions', isMuted: true, isFavourite: false, isHidden: false };
    const muted = reduce(follower, { type: 'settings', channelId: 'general', settings } as never);
    const one = apply(muted, reply(4));
    expect([shown(one).messages, noticeOf(one, reply(4), now)]).toEqual([0, undefined]);
    const two = apply(one, reply(5, { body: 'hello @jean.luc' }));
    expect(shown(two)).toMatchObject({ messages: 1, mentions: 1 });
    const silent = { ...settings, isMuted: false, notify: 'nothing' };
    const off = apply(
      reduce(follower, { type: 'settings', channelId: 'general', settings: silent } as never),
      reply(4),
    );
    expect([shown(off).messages, noticeOf(off, reply(4), now)]).toEqual([1, undefined]);
  });

  test('is read, here or elsewhere, as in a channel, and counted on once its pane is closed', () => {
    const read = reduce(heard, { type: 'read', channelId: 'thread', seq: 4 });
    expect(shown(read)).toEqual({ messages: 0, mentions: 0, unread: [] });
    const data = { channelId: 'thread', seq: 4 };
    expect(shown(apply(heard, { event: 'read.updated', data })).messages).toBe(0);
    const closed = reduce(heard, { type: 'thread-closed', threadId: 'thread' });
    expect(shown(apply(closed, reply(5))).messages).toBe(2);
  });

  test('counts no more once one follows it no longer, or has left its channel', () => {
    expect(shown(told('thread.unfollowed', heard)).messages).toBe(0);
    expect(shown(apply(told('thread.unfollowed', follower), reply(4))).messages).toBe(0);
    const left = { channelId: 'general', userId: me.id };
    expect(apply(heard, { event: 'member.left', data: left }).channels.size).toBe(0);
  });

  test('is none of one’s own, and none that the list has brought as read', () => {
    expect(shown(apply(follower, reply(4, { authorId: me.id }))).messages).toBe(0);
    const listed = { ...follower, cursor: 'epoch-8', listedAt: 'epoch-9' };
    expect(shown(apply(listed, reply(4), 'epoch-9')).messages).toBe(0);
    expect(shown(apply(listed, reply(4), 'epoch-10')).messages).toBe(1);
  });

  test('asks for the list where it was counted and is deleted', () => {
    const deleted = { ...reply(4).data, body: null, deletedAt: general.createdAt, revision: 2 };
    expect(isStale(apply(heard, { event: 'message.deleted', data: deleted as Message }))).toBe(
      true,
    );
  });
});

test('a reply in another thread counts nothing, and notifies only if it mentions the user', () => {
  const none = told('thread.unfollowed', follower);
  expect(apply(none, reply(4)).channels).toBe(none.channels);
  const all = reply(4, { body: 'hello @all' });
  const called = apply(none, all);
  expect(noticeOf(called, all, now)?.channelId).toBe('thread');
  expect(shown(called)).toMatchObject({ messages: 0, mentions: 0 });
  // A mention by name makes one follow, which is told first.
  const named = reply(4, { body: 'hello @jean.luc' });
  expect(shown(apply(told('thread.followed', none), named))).toMatchObject({ mentions: 1 });
});

test('the list brings what is unread, and what it does not bring is read', () => {
  const unread = { ...thread, lastSeq: 4, unread: 1 };
  const list = (unread: Thread[]): Action => ({
    ...{ type: 'channels', channels: [general], hints: 0, cursor: 'epoch-2' },
    threads: { followedIds: ['thread'], unread },
  });
  const listed = reduce(state, list([unread]));
  expect([shown(listed).messages, listed.followed]).toEqual([1, new Set(['thread'])]);
  expect(unreadThreads(listed).map(({ id }) => id)).toEqual(['thread']);
  expect(shown(reduce(listed, list([]))).messages).toBe(0);
  // A list that is older than the reply knows nothing of it.
  const heard = apply(reduce(state, list([])), reply(4), 'epoch-3');
  const late = reduce(heard, list([]));
  expect([shown(late).messages, isStale(late)]).toEqual([1, true]);
});

test('a thread that is read late does not undo what was told meanwhile', () => {
  const heard = apply(follower, reply(4));
  const opened = reduce(heard, { type: 'thread-opened', thread });
  expect(opened.channels.get('thread')).toMatchObject({
    ...{ rootMessageId: 'message-5', lastSeq: 4, unread: 1 },
  });
  const channel = opened.channels.get('thread');
  expect(channel && countsOf(opened, channel)).toEqual({ messages: 1, mentions: 0 });
});
