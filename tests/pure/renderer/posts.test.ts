import { expect, test } from 'vitest';
import { nextPost } from '../../../desktop/renderer/state/posts.ts';
import { reduce } from '../../../desktop/renderer/state/reduce.ts';
import { apply, at, created, message, post, state } from './fixtures.ts';

const written = {
  clientId: 'next',
  channelId: 'general',
  body: 'next',
  replyToId: null,
  uploadIds: [],
};
const NOON = Date.parse('2026-01-01T12:00:00.000Z');
const second = { ...post, clientId: 'second' };
const both = { ...state, outbox: [post, second] };

test('a new post waits, and is of now', () => {
  expect(nextPost(state, written, NOON)).toEqual({
    ...written,
    postedAt: '2026-01-01T12:00:00.000Z',
    status: 'waiting',
  });
});

test('a new post comes after all that wait, also where the clock has been set back', () => {
  const late = { ...state, outbox: [post, { ...post, postedAt: '2026-01-01T13:00:00.000Z' }] };
  expect(nextPost(late, written, NOON).postedAt).toBe('2026-01-01T13:00:00.001Z');
  const alone = { ...state, outbox: late.outbox.slice(1) };
  expect(nextPost(alone, written, NOON).postedAt).toBe('2026-01-01T13:00:00.001Z');
  const early = { ...state, outbox: [{ ...post, postedAt: at }] };
  expect(nextPost(early, written, NOON).postedAt).toBe('2026-01-01T12:00:00.000Z');
});

test('a post that is refused says why, until it is tried again', () => {
  const refused = reduce(both, { type: 'post-refused', clientId: 'second', detail: 'archived' });
  expect(refused.outbox).toEqual([post, { ...second, status: 'failed', detail: 'archived' }]);
  const retried = reduce(refused, { type: 'post-retried', clientId: 'second' });
  expect(retried.outbox).toEqual([post, { ...second, status: 'waiting', detail: undefined }]);
});

test('a post that is dropped is gone, and no other', () => {
  const dropped = reduce(both, { type: 'post-dropped', clientId: post.clientId });
  expect(dropped.outbox).toEqual([second]);
  expect(reduce(dropped, { type: 'post-dropped', clientId: post.clientId })).toBe(dropped);
});

test('a message settles its own post alone', () => {
  const mine = message(6, { authorId: 'me', clientId: 'second' });
  expect(apply(both, created(mine)).outbox).toEqual([post]);
  const others = message(6, { authorId: 'me', clientId: 'third' });
  expect(apply(both, created(others)).outbox).toBe(both.outbox);
});
