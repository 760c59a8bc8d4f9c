import type { Message } from '../../../api/messages/contract.ts';
import { detach, keepUsed, retryUpload } from './attaching.ts';
import { sendable } from './sendable.ts';
import type { OutgoingPost, State } from './state.ts';

/** A new post, dated after all waiting ones even if the clock has been set back. */
export function nextPost(
  { outbox }: State,
  written: Pick<OutgoingPost, 'clientId' | 'channelId' | 'body' | 'replyToId' | 'uploadIds'>,
  now: number,
): OutgoingPost {
  const last = Date.parse(outbox.at(-1)?.postedAt ?? '') + 1 || 0;
  return { ...written, postedAt: new Date(Math.max(now, last)).toISOString(), status: 'waiting' };
}

/** Adds a post of the user's own. It stays in the outbox until the history has it. */
export function addPost(state: State, post: OutgoingPost): State {
  const { channelId, uploadIds } = post;
  return { ...detach(state, channelId, uploadIds), outbox: [...state.outbox, post] };
}

export function changePost(state: State, clientId: string, change: Partial<OutgoingPost>): State {
  return {
    ...state,
    outbox: state.outbox.map((post) =>
      post.clientId === clientId ? { ...post, ...change } : post,
    ),
  };
}

/** Has it sent again, with its files. One that an older page kept may hold what no server takes. */
export function retryPost(state: State, clientId: string): State {
  const post = state.outbox.find((one) => one.clientId === clientId);
  if (post === undefined) return state;
  const body = sendable(post.body);
  const retried = post.uploadIds.reduce(retryUpload, state);
  return changePost(retried, clientId, { body, status: 'waiting', detail: undefined });
}

/** Drops it with its files. */
export function dropPost(state: State, clientId: string): State {
  if (!state.outbox.some((post) => post.clientId === clientId)) return state;
  const outbox = state.outbox.filter((post) => post.clientId !== clientId);
  return keepUsed({ ...state, outbox });
}

/** Removes the posts that are in the history now. */
export function settlePosts(state: State, messages: readonly Message[]): State {
  if (state.outbox.length === 0) return state;
  const there = new Set(
    messages.map(({ clientId, authorId }) => (authorId === state.me.id ? clientId : null)),
  );
  return state.outbox.some((post) => there.has(post.clientId))
    ? keepUsed({
        ...state,
        outbox: state.outbox.filter((post) => !there.has(post.clientId)),
      })
    : state;
}
