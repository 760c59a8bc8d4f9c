import { createAge } from './age.ts';
import { api } from './api.ts';
import { attempt } from './outbox.ts';

/** With this share of the interval over, whatever comes in is as good an occasion as the timer. */
const DUE_SHARE = 0.9;

export interface Heartbeat {
  start(intervalMs: number): void;
  stop(): void;
  /** Beats where it is time to: timers of a hidden page run once a minute, which is too seldom. */
  beatIfDue(): void;
  setAway(isAway: boolean): void;
}

/** The sign of life that keeps the seat. That the session is over is told by the call itself. */
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
