import { createAge } from './age.ts';
import { api } from './api.ts';
import { attempt } from './outbox.ts';

/** After this share of the interval, incoming events trigger the heartbeat as the timer does. */
const DUE_SHARE = 0.9;

export interface Heartbeat {
  start(intervalMs: number): void;
  stop(): void;
  /**
   * Sends a heartbeat if one is due. The timer is not enough: in a hidden page timers run only once
   * a minute.
   */
  beatIfDue(): void;
  setAway(isAway: boolean): void;
}

/**
 * Sends the heartbeats that renew the lease. If the session is over, `api` says so on the window.
 */
export function createHeartbeat(): Heartbeat {
  const last = createAge();
  let timer: ReturnType<typeof setInterval> | undefined;
  let intervalMs = 0;
  let isAway = false;
  let isBeating = false;

  function beat(): void {
    if (isBeating) return;
    isBeating = true;
    last.renew();
    const said = isAway;
    void attempt(() => api.heartbeat({ status: said ? 'away' : 'active' })).finally(() => {
      isBeating = false;
      if (said !== isAway && timer !== undefined) beat();
    });
  }

  return {
    start(everyMs) {
      clearInterval(timer);
      intervalMs = everyMs;
      timer = setInterval(beat, everyMs);
      // A session begins as active.
      if (isAway) beat();
      else last.renew();
    },
    stop() {
      clearInterval(timer);
      timer = undefined;
    },
    beatIfDue() {
      if (timer !== undefined && last.ms() > intervalMs * DUE_SHARE) beat();
    },
    setAway(away) {
      if (away === isAway) return;
      isAway = away;
      if (timer !== undefined) beat();
    },
  };
}
