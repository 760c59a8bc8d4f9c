import { signal } from '@preact/signals';
import type { LiveEvent } from '../state/live-event.ts';
import { type Writers, writersAfter, writersAt } from '../state/writers.ts';
import { api } from './api.ts';
import type { Model } from './model.ts';
import { attempt } from './outbox.ts';

/** The least time between two signs that the user writes. */
const PAUSE_MS = 3_000;
/** How often the page looks whose sign does not hold any more. */
const LOOK_MS = 500;

/** The signs that somebody writes. They are apart from the state: each draws one line and nothing else. */
export function createTyping({ state }: Model) {
  const writers = signal<Writers>(new Map());
  let signedAt = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setInterval> | undefined;

  function show(after: Writers): void {
    writers.value = after;
    if (after.size === 0) {
      clearInterval(timer);
      timer = undefined;
    } else timer ??= setInterval(() => show(writersAt(writers.value, Date.now())), LOOK_MS);
  }

  return {
    writers,
    hear(events: readonly LiveEvent[]): void {
      const after = events.reduce(
        (before, event) => writersAfter(before, event, Date.now()),
        writers.value,
      );
      if (after !== writers.value) show(after);
    },
    /** The user has written so far; others are told, unless it is blank or the user does not want it. */
    sign(channelId: string, text: string): void {
      const now = state.value;
      if (now === undefined || now.connection.kind !== 'live') return;
      if (!now.choices.signsTyping || text.trim() === '') return;
      if (performance.now() - signedAt < PAUSE_MS) return;
      signedAt = performance.now();
      // One that is lost is followed by another.
      void attempt(() => api.signTyping(channelId));
    },
    forget: () => show(new Map()),
  };
}
