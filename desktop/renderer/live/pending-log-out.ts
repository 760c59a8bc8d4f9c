import { api } from './api.ts';
import type { Keeper } from './keeper.ts';
import { attempt } from './outbox.ts';

const PENDING = 'log-out-owed';

/** A log-out that the server has not been told of yet. It outlives the page. */
export interface PendingLogOut {
  /** Notes it, with the device token: if the session runs out first, that must still be revoked. */
  note(deviceToken: string | undefined): void;
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
    note: (deviceToken) => keeper.write(PENDING, { deviceToken }),
    async tell() {
      const pending = keeper.read(PENDING);
      if (pending === undefined) return;
      const refused = await attempt(api.logOut);
      if (refused?.isPassing) throw refused;
      // Any other refusal means that the session is over. The device token may still work.
      const deviceToken = deviceTokenOf(pending);
      if (deviceToken !== undefined) {
        const kept = await attempt(() => api.forgetDevice(deviceToken));
        if (kept?.isPassing) throw kept;
      }
      keeper.write(PENDING, undefined);
    },
  };
}

function deviceTokenOf(kept: unknown): string | undefined {
  if (typeof kept !== 'object' || kept === null || !('deviceToken' in kept)) return undefined;
  return typeof kept.deviceToken === 'string' ? kept.deviceToken : undefined;
}
