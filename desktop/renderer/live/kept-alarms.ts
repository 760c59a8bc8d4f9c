import { z } from 'zod';
import type { Alarm, State } from '../state/state.ts';
import type { Keeper } from './keeper.ts';

export interface KeptAlarms {
  read(userId: string): Alarm[];
  /** Writes them to disk where they have changed. */
  note(before: State, after: State): void;
}

const shared = {
  device: z.object({ id: z.string(), name: z.string() }),
  at: z.string(),
  isDismissed: z.boolean(),
};
const reuse = z.object({ kind: z.literal('device-token.reused'), ...shared });
const newKey = z.object({
  kind: z.literal('device-key.added'),
  ...shared,
  key: z.object({ id: z.string(), state: z.enum(['enrolled', 'waiting']) }).optional(),
  userId: z.string(),
});
const alarms = z.array(z.discriminatedUnion('kind', [reuse, newKey]));
/** Of one kind only, and so without it. */
const reuses = z.array(reuse.extend({ kind: reuse.shape.kind.default('device-token.reused') }));

/** What a user was warned of, on disk. A version before kept the reuses of device tokens alone. */
export function createKeptAlarms(keeper: Pick<Keeper, 'read' | 'write'>): KeptAlarms {
  const nameOf = (userId: string) => `alarms.${userId}`;
  const formerNameOf = (userId: string) => `reuses.${userId}`;
  return {
    read: (userId) =>
      alarms.safeParse(keeper.read(nameOf(userId))).data ??
      reuses.safeParse(keeper.read(formerNameOf(userId))).data ??
      [],
    note(before, after) {
      if (before.alarms === after.alarms) return;
      keeper.write(nameOf(after.me.id), after.alarms);
      keeper.write(formerNameOf(after.me.id), undefined);
    },
  };
}
