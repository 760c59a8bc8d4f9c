import type { PowerMonitor } from 'electron';

const AWAY_AFTER_S = 5 * 60;
const LOOK_EVERY_MS = 5_000;

/**
 * Calls `onIdle` when nobody has touched the workstation for five minutes or it is locked, and when
 * somebody is back. Calls `onWake` when the machine wakes up or is unlocked, so that nothing waits
 * for a timer that slept.
 */
export function watchPresence(
  power: PowerMonitor,
  { onIdle, onWake }: { onIdle(isIdle: boolean): void; onWake(): void },
): void {
  let isLocked = false;
  let wasIdle = false;
  function look(): void {
    const isIdle = isLocked || power.getSystemIdleTime() >= AWAY_AFTER_S;
    if (isIdle !== wasIdle) onIdle(isIdle);
    wasIdle = isIdle;
  }
  power.on('lock-screen', () => {
    isLocked = true;
    look();
  });
  power.on('unlock-screen', () => {
    isLocked = false;
    look();
    onWake();
  });
  power.on('resume', () => {
    look();
    onWake();
  });
  setInterval(look, LOOK_EVERY_MS);
}
