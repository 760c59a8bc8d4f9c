import { z } from 'zod';
import { type Choices, NO_CHOICES } from '../state/choices.ts';
import type { State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptChoices {
  read(userId: string): Choices;
  /** Writes them to disk where they have changed. */
  note(before: State, after: State): void;
}

const time = z.string().regex(/^\d\d:\d\d$/);
const hours = z.object({ days: z.int().array(), from: time, to: time });
const choices = z.object({
  keywords: z.string().array().catch([]),
  hours: hours.nullable().catch(null),
  signsTyping: z.boolean().catch(NO_CHOICES.signsTyping),
  isAway: z.boolean().catch(NO_CHOICES.isAway),
});

/** What a user has chosen for themselves on this workstation, on disk. */
export function createKeptChoices(keeper: Pick<Keeper, 'read' | 'write'>): KeptChoices {
  const nameOf = (userId: string) => `choices.${userId}`;
  return {
    read: (userId) => choices.safeParse(keeper.read(nameOf(userId))).data ?? NO_CHOICES,
    note(before, after) {
      if (before.choices === after.choices || before.me.id !== after.me.id) return;
      keeper.write(nameOf(after.me.id), after.choices);
    },
  };
}
