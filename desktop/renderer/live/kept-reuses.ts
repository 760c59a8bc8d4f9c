import { z } from 'zod';
import type { Reuse, State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptReuses {
  read(userId: string): Reuse[];
  /** Writes them to disk where they have changed. */
  note(before: State, after: State): void;
}

const schema = z.array(
  z.object({
    device: z.object({ id: z.string(), name: z.string() }),
    at: z.string(),
    isDismissed: z.boolean(),
  }),
);

/** The reuses of device tokens that a user was told of, on disk. */
export function createKeptReuses(keeper: Keeper): KeptReuses {
  const nameOf = (userId: string) => `reuses.${userId}`;
  return {
    read: (userId) => schema.safeParse(keeper.read(nameOf(userId))).data ?? [],
    note(before, after) {
      if (before.reuses !== after.reuses) keeper.write(nameOf(after.me.id), after.reuses);
    },
  };
}
