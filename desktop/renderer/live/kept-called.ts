import { z } from 'zod';
import type { State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

type Called = State['called'];

export interface KeptCalled {
  read(userId: string): Called;
  /** Writes them to disk where they have changed. */
  note(before: State, after: State): void;
}

const called = z.array(z.tuple([z.string(), z.int().array()]));

/**
 * The unread messages that hold a keyword of the user's, on disk: the server does not know of keywords,
 * and a page that begins anew does not read what is unread.
 */
export function createKeptCalled(keeper: Pick<Keeper, 'read' | 'write'>): KeptCalled {
  const nameOf = (userId: string) => `called.${userId}`;
  return {
    read: (userId) => new Map(called.catch([]).parse(keeper.read(nameOf(userId)))),
    note(before, after) {
      if (before.called === after.called || before.me.id !== after.me.id) return;
      const kept = [...after.called]
        .map(([channelId, seqs]) => [channelId, unreadIn(after, channelId, seqs)] as const)
        .filter(([, seqs]) => seqs.length > 0);
      keeper.write(nameOf(after.me.id), kept.length === 0 ? undefined : kept);
    },
  };
}

/** Those of a channel that the user has left, or has read, are nothing any more. */
function unreadIn({ channels }: State, channelId: string, seqs: readonly number[]): number[] {
  const lastReadSeq = channels.get(channelId)?.lastReadSeq ?? Number.POSITIVE_INFINITY;
  return seqs.filter((seq) => seq > lastReadSeq);
}
