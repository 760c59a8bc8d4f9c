import { z } from 'zod';
import { api } from './api.ts';
import type { Keeper } from './keeper.ts';
import { attempt } from './outbox.ts';

const PENDING = 'log-out-owed';

/** What is to be done before the session is ended, and after it. */
interface Owed {
  /** Messages that the user has deleted before. */
  deletions: readonly string[];
  /** If the session runs out first, that must still be revoked. */
  deviceToken: string | undefined;
}

const owedSchema = z.object({
  deletions: z.string().array().catch([]),
  deviceToken: z.string().optional().catch(undefined),
});

/** A log-out that the server has not been told of yet. It outlives the page. */
export interface PendingLogOut {
  note(owed: Owed): void;
  /**
   * Tells the server, if a log-out is pending. Call it before anybody signs in: afterwards it would
   * log out the new session.
   *
   * @throws Refused where the server cannot be reached; the log-out is still pending then
   */
  tell(): Promise<void>;
}

export function createPendingLogOut(keeper: Keeper): PendingLogOut {
  return {
    note: (owed) => keeper.write(PENDING, owed),
    async tell() {
      const pending = keeper.read(PENDING);
      if (pending === undefined) return;
      const { deletions, deviceToken } = owedSchema
        .catch({ deletions: [], deviceToken: undefined })
        .parse(pending);
      for (const id of deletions) await tellOf(() => api.deleteMessage(id));
      await tellOf(api.logOut);
      if (deviceToken !== undefined) await tellOf(() => api.forgetDevice(deviceToken));
      keeper.write(PENDING, undefined);
    },
  };
}

/**
 * Any refusal that does not pass means that it is done: the session is over, or the message is gone. The
 * device token may still work.
 */
async function tellOf(call: () => Promise<unknown>): Promise<void> {
  const refused = await attempt(call);
  if (refused?.isPassing) throw refused;
}
