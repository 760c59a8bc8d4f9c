import { expect, test } from 'vitest';
import type { File } from '../../../api/files/contract.ts';
import {
  attachedTo,
  type Revived,
  revive,
  sendablePosts,
} from '../../../desktop/renderer/state/attaching.ts';
import { onTheirWay } from '../../../desktop/renderer/state/files.ts';
import { nextPost } from '../../../desktop/renderer/state/posts.ts';
import { type Action, reduce } from '../../../desktop/renderer/state/reduce.ts';
import type { State } from '../../../desktop/renderer/state/state.ts';
import { canBeRetried, newUpload, type Upload } from '../../../desktop/renderer/state/uploads.ts';
import { apply, at, created, message, post, state } from './fixtures.ts';

const upload = (id: string): Upload =>
  newUpload(id, { name: `${id}.txt`, size: 9, type: 'text/plain' });
const file = (id: string): File => ({
  id: `file-${id}`,
  name: `${id}.txt`,
  ...{ type: 'text/plain', size: 9, sha256: '', width: null, height: null },
  ...{ hasThumbnail: false, createdAt: at, uploaderId: 'me' },
});

const run = (before: State, ...actions: Action[]) => actions.reduce(reduce, before);
const attached = (channelId: string, ...ids: string[]): Action => ({
  type: 'attached',
  channelId,
  uploads: ids.map(upload),
});
const posted = (clientId: string, channelId: string, ...uploadIds: string[]): Action => ({
  type: 'posted',
  post: nextPost(state, { ...post, clientId, channelId, uploadIds }, Date.parse(at)),
});
const stored = (id: string): Action => ({
  type: 'upload',
  id,
  change: { status: 'stored', file: file(id) },
});
const failed = (id: string, refusal = 'file-too-large'): Action => ({
  type: 'upload',
  id,
  change: { status: 'failed', refusal },
});
const trayOf = (now: State, channelId = 'general') =>
  attachedTo(now, channelId).map(({ id }) => id);
const sendable = (now: State) => sendablePosts(now).map(({ clientId }) => clientId);
const postOf = (now: State, clientId: string) =>
  now.outbox.find((one) => one.clientId === clientId);

test('files are attached to what is written in their channel, until that is posted', () => {
  const before = run(
    state,
    attached('general', 'a'),
    attached('other', 'x'),
    attached('general', 'b'),
  );
  expect([trayOf(before), trayOf(before, 'other')]).toEqual([['a', 'b'], ['x']]);
  const after = run(before, posted('one', 'general', 'a', 'b'));
  expect([trayOf(after), trayOf(after, 'other')]).toEqual([[], ['x']]);
  expect([...after.uploads.keys()]).toEqual(['a', 'x', 'b']);
});

test('a post waits until all of its files are stored, and the later ones of its channel with it', () => {
  const before = run(
    state,
    attached('general', 'a', 'b'),
    posted('with files', 'general', 'a', 'b'),
    posted('after them', 'general'),
    posted('elsewhere', 'other'),
  );
  expect(sendable(before)).toEqual(['elsewhere']);
  const half = run(before, stored('b'));
  expect(sendable(half)).toEqual(['elsewhere']);
  expect(sendable(run(half, stored('a')))).toEqual(['with files', 'after them', 'elsewhere']);
});

test('a post fails with a file of it, holds up no other, and waits again with that file', () => {
  const before = run(
    state,
    attached('general', 'a', 'b'),
    posted('with files', 'general', 'a', 'b'),
    posted('after them', 'general'),
  );
  const after = run(before, stored('b'), failed('a'));
  expect(postOf(after, 'with files')).toMatchObject({ status: 'failed', detail: 'file-too-large' });
  expect(sendable(after)).toEqual(['after them']);
  // Another file of it changes nothing about that.
  const other = run(after, { type: 'upload', id: 'b', change: { status: 'waiting', file: null } });
  expect(postOf(other, 'with files')?.status).toBe('failed');
  const again = run(after, { type: 'upload-retried', id: 'a' });
  expect(again.uploads.get('a')).toMatchObject({ status: 'waiting', refusal: undefined });
  expect(postOf(again, 'with files')).toMatchObject({ status: 'waiting', detail: undefined });
  expect(sendable(again)).toEqual([]);
  const whole = run(after, { type: 'post-retried', clientId: 'with files' });
  expect([...whole.uploads.values()].map(({ status }) => status)).toEqual(['waiting', 'stored']);
  expect(postOf(whole, 'with files')?.status).toBe('waiting');
});

test('a file that is taken out of a post is not waited for, and the last one takes an empty post with it', () => {
  const before = run(
    state,
    attached('general', 'a', 'b', 'c'),
    posted('words', 'general', 'a', 'b'),
    { type: 'posted', post: { ...post, clientId: 'no words', body: '', uploadIds: ['c'] } },
  );
  const after = run(
    before,
    failed('a'),
    { type: 'upload-removed', id: 'a' },
    { type: 'upload-removed', id: 'c' },
  );
  expect(after.outbox.map(({ clientId, uploadIds }) => [clientId, uploadIds])).toEqual([
    ['words', ['b']],
  ]);
  expect([...after.uploads.keys()]).toEqual(['b']);
  // It failed for that file alone.
  expect(postOf(after, 'words')?.status).toBe('waiting');
  const bare = run(after, { type: 'upload-removed', id: 'b' });
  expect(sendable(bare)).toEqual(['words']);
  // The server has the post, and with it the file.
  const sent = run(before, { type: 'post-sent', clientId: 'words' });
  expect(run(sent, { type: 'upload-removed', id: 'a' })).toBe(sent);
});

test('a file that is removed is attached no more', () => {
  const before = run(state, attached('general', 'a', 'b'), stored('a'));
  const after = run(before, { type: 'upload-removed', id: 'a' });
  expect([trayOf(after), [...after.uploads.keys()]]).toEqual([['b'], ['b']]);
  expect(run(after, { type: 'upload-removed', id: 'b' }).attached.size).toBe(0);
});

test('a post that goes back to where it was written has its files with it, before later ones', () => {
  const before = run(
    state,
    attached('general', 'a'),
    posted('one', 'general', 'a'),
    attached('general', 'b'),
    failed('a'),
  );
  const after = run(before, { type: 'post-returned', clientId: 'one' });
  expect([after.outbox, trayOf(after)]).toEqual([[], ['a', 'b']]);
  expect(after.uploads.get('a')?.status).toBe('failed');
});

test('files are forgotten once their post is discarded or in the history, and not before', () => {
  const before = run(
    state,
    attached('general', 'a', 'draft'),
    posted('one', 'general', 'a'),
    stored('a'),
  );
  expect([...run(before, { type: 'post-dropped', clientId: 'one' }).uploads.keys()]).toEqual([
    'draft',
  ]);
  const sent = run(before, { type: 'post-sent', clientId: 'one' });
  expect([...sent.uploads.keys()]).toEqual(['a', 'draft']);
  const mine = message(6, { authorId: 'me', clientId: 'one' });
  expect([...apply(sent, created(mine)).uploads.keys()]).toEqual(['draft']);
  const snapshot = { users: [], channels: [], cursor: 'epoch-2' };
  expect([...run(sent, { type: 'snapshot', snapshot }).uploads.keys()]).toEqual(['draft']);
});

test('each file of a post on its way says what becomes of it, until the server has the post', () => {
  const before = run(
    state,
    attached('general', 'a', 'b'),
    posted('one', 'general', 'a', 'b'),
    stored('a'),
    failed('b', 'file-unreadable'),
  );
  const said = (now: State) =>
    onTheirWay(now, ['a', 'b']).map(({ name, upload }) => [name, upload?.status]);
  expect(said(before)).toEqual([
    ['a.txt', 'stored'],
    ['b.txt', 'failed'],
  ]);
  const sent = run(before, stored('b'), { type: 'post-sent', clientId: 'one' });
  expect(said(sent)).toEqual([
    ['a.txt', undefined],
    ['b.txt', undefined],
  ]);
});

test('what has failed can be tried again, except where its bytes are gone', () => {
  const one = { ...upload('a'), status: 'failed' as const };
  expect(canBeRetried({ ...one, refusal: 'storage-full' })).toBe(true);
  expect(canBeRetried({ ...one, refusal: 'file-lost' })).toBe(false);
  expect(canBeRetried(upload('a'))).toBe(false);
});

const kept = (id: string, change: Partial<Upload> = {}, hasBytes = true): Revived => ({
  channelId: 'general',
  upload: { ...upload(id), ...change },
  hasBytes,
});

test('what was on its way when the page was left is sent from its beginning', () => {
  const { uploads, attached: trays } = revive(
    [],
    [
      kept('half', { status: 'sending', sent: 5 }),
      kept('there', { status: 'stored', sent: 9, file: file('there') }, false),
      kept('refused', { status: 'failed', refusal: 'file-too-large' }),
      { ...kept('elsewhere'), channelId: 'other' },
    ],
  );
  expect([...uploads.values()].map(({ id, status, sent }) => [id, status, sent])).toEqual([
    ['half', 'waiting', 0],
    ['there', 'stored', 9],
    ['refused', 'failed', 0],
    ['elsewhere', 'waiting', 0],
  ]);
  expect([...trays]).toEqual([
    ['general', ['half', 'there', 'refused']],
    ['other', ['elsewhere']],
  ]);
});

test('a post whose file was not kept says so, and is not sent without it', () => {
  const whole = { ...post, clientId: 'whole', uploadIds: ['a'] };
  const without = { ...post, clientId: 'without bytes', uploadIds: ['a2', 'b'] };
  const unknown = { ...post, clientId: 'unknown', uploadIds: ['c', 'gone'] };
  const after = revive(
    [whole, without, unknown],
    [kept('a'), kept('a2'), kept('b', { status: 'sending' }, false), kept('c')],
  );
  expect(after.uploads.get('b')).toMatchObject({ status: 'failed', refusal: 'file-lost' });
  expect(after.attached.size).toBe(0);
  expect(after.outbox.map(({ status, detail, uploadIds }) => [status, detail, uploadIds])).toEqual([
    ['waiting', undefined, ['a']],
    ['failed', 'file-lost', ['a2', 'b']],
    ['failed', 'file-lost', ['c']],
  ]);
});
