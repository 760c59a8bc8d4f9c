import { AWAKE } from './api.ts';
import type { LiveConnection } from './connection.ts';
import type { Naps } from './naps.ts';

/** What ends the waiting for the next try. */
export function createWaking(naps: Naps, connection: LiveConnection) {
  return {
    /**
     * The network has changed, or the machine has woken up. Gives up the connections, which are
     * dead, and tries again without waiting.
     */
    wake(): void {
      window.dispatchEvent(new Event(AWAKE));
      naps.wake();
      connection.wake();
    },
    /**
     * Somebody looks at the page. Does the same if the stream is lost or has been silent too long.
     */
    wakeIfLost(): void {
      naps.wake();
      connection.wakeIfLost();
    },
  };
}
