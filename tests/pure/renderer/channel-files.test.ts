import { expect, test } from 'vitest';
import type { ChannelFile, File } from '../../../api/files/contract.ts';
import type { Message } from '../../../api/messages/contract.ts';
import { filesOf } from '../../../desktop/renderer/state/channel-files.ts';
import type { LiveEvent } from '../../../desktop/renderer/state/live-event.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import { apply, at, created, message, state } from './fixtures.ts';

const file = (id: string): File => ({
  ...{ id, name: `${id}.txt`, type: 'text/plain', size: 1, sha256: '' },
  ...{ width: null, height: null, hasThumbnail: false, createdAt: at, uploaderId: 'other' },
});
/** Of the message of this number, as the server lists it. */
const listed = (seq: number, id: string): ChannelFile => ({
  ...file(id),
  ...{ messageId: `message-${seq}`, channelId: 'general', seq, sentAt: at },
});
const withFiles = (seq: number, ids: readonly string[], change: Partial<Message> = {}) =>
  message(seq, { files: ids.map(file), ...change });
const updated = (data: Message): LiveEvent => ({ event: 'message.updated', data });
const deleted = (seq: number): LiveEvent => ({
  event: 'message.deleted',
  data: message(seq, { body: null, files: [], revision: 9 }),
});

const ask = (now: State, id = 'ask') =>
  reduce(now, { type: 'files-asked', channelId: 'general', ask: id });
const take = (now: State, files: ChannelFile[], next: string | null = null, id = 'ask') =>
  reduce(now, { type: 'files', ask: id, page: { files, next } });
const ids = (now: State) => filesOf(now, 'general').map(({ id }) => id);

test('the files of a channel come page by page, each once', () => {
  const first = take(ask(state), [listed(3, 'c'), listed(2, 'b')], 'message-2/1');
  expect(ids(first)).toEqual(['c', 'b']);
  expect(ids(take(ask(first, 'next'), [listed(2, 'b'), listed(1, 'a')], null, 'next'))).toEqual([
    'c',
    'b',
    'a',
  ]);
});

test('only the answer to the newest question is one, and of another channel nothing is left', () => {
  const asked = ask(ask(state, 'first'), 'second');
  expect(take(asked, [listed(1, 'a')], null, 'first')).toBe(asked);
  const there = take(ask(state), [listed(1, 'a')]);
  const other = reduce(there, { type: 'files-asked', channelId: 'other', ask: 'x' });
  expect([ids(other), filesOf(other, 'other')]).toEqual([[], []]);
});

test('a file that comes, goes, or goes with its message is heard of, wherever its list is', () => {
  const begun = ask(state);
  const heard = [
    created(withFiles(3, ['c', 'd'])),
    updated(withFiles(2, ['b'], { revision: 2 })),
    deleted(1),
  ];
  const page = [listed(2, 'gone'), listed(2, 'b'), listed(1, 'a')];
  const meanwhile = take(
    heard.reduce((now, event) => apply(now, event), begun),
    page,
  );
  const later = heard.reduce((now, event) => apply(now, event), take(begun, page));
  // The last of a message first, as the server lists them.
  for (const now of [meanwhile, later]) expect(ids(now)).toEqual(['d', 'c', 'b']);
  // An older version that comes late changes nothing.
  expect(ids(apply(later, updated(withFiles(2, ['gone', 'b']))))).toEqual(['d', 'c', 'b']);
});

test('those of a thread are the channel’s, and those of another channel are not', () => {
  const there = take(ask(state), []);
  const reply = withFiles(1, ['a'], { channelId: 'thread', parentId: 'general' });
  const now = apply(apply(there, created(reply)), created(withFiles(2, ['b'], { channelId: 'x' })));
  expect(filesOf(now, 'general')).toMatchObject([{ id: 'a', channelId: 'thread', seq: 1 }]);
});

test('what is older than the pages that have been read comes with its page', () => {
  const first = take(ask(state), [listed(5, 'e'), listed(4, 'd')], 'message-4/1');
  const heard = apply(first, updated(withFiles(2, ['b'], { revision: 2 })));
  expect(ids(heard)).toEqual(['e', 'd']);
  const all = take(ask(heard, 'next'), [listed(2, 'gone'), listed(2, 'b')], null, 'next');
  expect(ids(all)).toEqual(['e', 'd', 'b']);
});

test('a message that the user deletes takes its files with it at once, and back with it', () => {
  const there = take(ask(state), [listed(1, 'a')]);
  const deletion = { until: Date.now() + 5000, phase: 'held' } as const;
  const gone = reduce(there, { type: 'deletion', messageId: 'message-1', deletion });
  expect(ids(gone)).toEqual([]);
  const back = reduce(gone, { type: 'deletion', messageId: 'message-1', deletion: undefined });
  expect(ids(back)).toEqual(['a']);
});

test('after what may have been missed, and once nobody looks, it is to be asked for again', () => {
  const there = take(ask(state), [listed(1, 'a')]);
  const snapshot = { users: [], channels: [], cursor: 'epoch-2' };
  expect(reduce(there, { type: 'snapshot', snapshot }).files).toBeUndefined();
  expect(reduce(there, { type: 'files-closed' }).files).toBeUndefined();
  const missed = reduce(ask(there, 'more'), { type: 'files-missed', ask: 'more' });
  expect([missed.files?.isMissed, ids(missed)]).toEqual([true, ['a']]);
});
