import { api } from './api.ts';
import type { Keeper } from './keeper.ts';
import { attempt } from './outbox.ts';

/** A log-out that the server is still to be told of. */
export interface LogOutDebt {
  owe(): void;
  isOwed(): boolean;
  /**
   * Tells the server, where that is owed. To be done before anybody signs in, or it would be the new
   * session that is logged out.
   *
   * @throws Refused where the server cannot be reached: it is still owed then
   */
  pay(): Promise<void>;
}

export function createLogOutDebt(keeper: Keeper): LogOutDebt {
  const isOwed = () => keeper.read('log-out-owed') === true;
  return {
    owe: () => keeper.write('log-out-owed', true),
    isOwed,
    async pay() {
      if (!isOwed()) return;
      const refused = await attempt(api.logOut);
      if (refused?.isPassing) throw refused;
      // Refused otherwise: it is over already.
      keeper.write('log-out-owed', undefined);
    },
  };
}
