import { app } from 'electron';
import type { Seat } from './server/seat.ts';

export type Leaving = ReturnType<typeof leaveBeforeQuit>;

/** Leaves the seat before the program quits. */
export function leaveBeforeQuit(seat: Seat) {
  let hasBegun = false;
  let hasLeft = false;
  async function leave(): Promise<void> {
    await seat.leave();
    hasLeft = true;
  }
  app.on('before-quit', (event) => {
    hasBegun = true;
    if (hasLeft) return;
    event.preventDefault();
    void leave().then(() => app.quit());
  });
  /** Takes up the seat's place again, where the program goes on after all. */
  function stay(): void {
    hasBegun = false;
    hasLeft = false;
    seat.comeBack();
  }
  return { hasBegun: () => hasBegun, leave, stay };
}
