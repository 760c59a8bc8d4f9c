import { z } from 'zod';
import type { Wishes } from '../state/reactions.ts';
import type { State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptWishes {
  read(userId: string): Wishes;
  /** Writes them to disk where they have changed. */
  note(before: State, after: State): void;
}

const wishes = z.array(z.tuple([z.string(), z.array(z.tuple([z.string(), z.boolean()]))]));

/** The reactions that a user has wanted and the server does not know yet, on disk. */
export function createKeptWishes(keeper: Pick<Keeper, 'read' | 'write'>): KeptWishes {
  const nameOf = (userId: string) => `reactions.${userId}`;
  return {
    read: (userId) =>
      new Map(
        wishes
          .catch([])
          .parse(keeper.read(nameOf(userId)))
          .map(([messageId, ofMessage]) => [messageId, new Map(ofMessage)]),
      ),
    note(before, after) {
      if (before.wishes === after.wishes) return;
      const kept = [...after.wishes].map(([messageId, ofMessage]) => [messageId, [...ofMessage]]);
      keeper.write(nameOf(after.me.id), kept.length === 0 ? undefined : kept);
    },
  };
}
