import type { OutgoingPost, State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptPosts {
  /** What the user has written and the server has not acknowledged, in the order of writing. */
  read(userId: string): OutgoingPost[];
  /** Writes the changed posts to disk. */
  note(before: State, after: State): void;
}

/** Posts on disk, each under a name of its own, so that two windows do not overwrite each other's. */
export function createKeptPosts(keeper: Keeper): KeptPosts {
  return {
    read: (userId) =>
      keeper
        .names(`outbox.${userId}.`)
        .map((name) => keeper.read(name))
        .filter(isPost)
        // Those of older pages have none.
        .map((post) => ({ ...post, uploadIds: post.uploadIds ?? [] }))
        .sort((a, b) => (a.postedAt < b.postedAt ? -1 : 1)),
    note(before, after) {
      if (before.outbox === after.outbox) return;
      const kept = after.outbox.filter((post) => post.status !== 'sent');
      const there = new Set(kept.map(({ clientId }) => clientId));
      for (const { clientId } of before.outbox) {
        if (!there.has(clientId)) keeper.write(nameOf(after, clientId), undefined);
      }
      for (const post of kept) {
        if (!before.outbox.includes(post)) keeper.write(nameOf(after, post.clientId), post);
      }
    },
  };
}

function nameOf({ me }: State, clientId: string): string {
  return `outbox.${me.id}.${clientId}`;
}

type Kept = Omit<OutgoingPost, 'uploadIds'> & Partial<Pick<OutgoingPost, 'uploadIds'>>;

function isPost(kept: unknown): kept is Kept {
  if (typeof kept !== 'object' || kept === null) return false;
  const post: Partial<Record<keyof OutgoingPost, unknown>> = kept;
  return (
    [post.clientId, post.channelId, post.body, post.postedAt].every(
      (value) => typeof value === 'string',
    ) &&
    (post.replyToId === null || typeof post.replyToId === 'string') &&
    (post.uploadIds === undefined || isListOfIds(post.uploadIds)) &&
    (post.status === 'waiting' || post.status === 'failed')
  );
}

function isListOfIds(value: unknown): boolean {
  return Array.isArray(value) && value.every((id) => typeof id === 'string');
}
