import { type ReadonlySignal, signal } from '@preact/signals';

/** How late the page may notice that another day has begun. */
const LOOK_MS = 20_000;

/**
 * When the day began that it is, in milliseconds. A timer until midnight would be late by as long as
 * the machine sleeps, so the clock is looked at.
 */
export function createToday(): ReadonlySignal<number> {
  const today = signal(new Date().setHours(0, 0, 0, 0));
  setInterval(() => {
    today.value = new Date().setHours(0, 0, 0, 0);
  }, LOOK_MS);
  return today;
}
