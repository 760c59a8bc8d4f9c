import { api } from './api.ts';
import type { Keeper } from './keeper.ts';
import { attempt } from './outbox.ts';

const OWED = 'log-out-owed';

/** A log-out that the server is still to be told of. */
export interface LogOutDebt {
  /** With the workstation's device token, which outlives the session if that runs out before. */
  owe(deviceToken: string | undefined): void;
  /**
   * Tells the server, where that is owed. To be done before anybody signs in, or it would be the new
   * session that is logged out.
   *
   * @throws Refused where the server cannot be reached: it is still owed then
   */
  pay(): Promise<void>;
}

export function createLogOutDebt(keeper: Keeper): LogOutDebt {
  return {
    owe: (deviceToken) => keeper.write(OWED, { deviceToken }),
    async pay() {
      const owed = keeper.read(OWED);
      if (owed === undefined) return;
      const refused = await attempt(api.logOut);
      if (refused?.isPassing) throw refused;
      // Refused otherwise, the session is over already; what signs the workstation in again may not be.
      const deviceToken = deviceTokenOf(owed);
      if (deviceToken !== undefined) {
        const kept = await attempt(() => api.forgetDevice(deviceToken));
        if (kept?.isPassing) throw kept;
      }
      keeper.write(OWED, undefined);
    },
  };
}

function deviceTokenOf(owed: unknown): string | undefined {
  if (typeof owed !== 'object' || owed === null || !('deviceToken' in owed)) return undefined;
  return typeof owed.deviceToken === 'string' ? owed.deviceToken : undefined;
}
