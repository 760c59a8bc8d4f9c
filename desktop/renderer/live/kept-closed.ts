import { z } from 'zod';
import type { State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptClosed {
  read(userId: string): State['closed'];
  /** Writes them to disk where they have changed. */
  note(before: State, after: State): void;
}

const closed = z.record(z.string(), z.int());

/** The direct channels that a user has closed, on disk. */
export function createKeptClosed(keeper: Pick<Keeper, 'read' | 'write'>): KeptClosed {
  const nameOf = (userId: string) => `closed.${userId}`;
  return {
    read: (userId) =>
      new Map(Object.entries(closed.safeParse(keeper.read(nameOf(userId))).data ?? {})),
    note(before, after) {
      if (before.closed === after.closed) return;
      keeper.write(nameOf(after.me.id), Object.fromEntries(after.closed));
    },
  };
}
