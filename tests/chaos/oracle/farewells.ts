import type { Checked, Outage, SeatRecord, Wait } from '../records.ts';
import { outageBetween } from './outages.ts';
import { isTaken, nameOf, overAt } from './seats.ts';

/** For the notice, the look at the credential and the farewell. */
const ENDS_WITHIN_MS = 1_000;

interface Given {
  seats: readonly SeatRecord[];
  outages: readonly Outage[];
  /** Of requests that were answered all the while. */
  waits: readonly Wait[];
  /** Until when all was recorded. */
  until: number;
}

/**
 * Once a seat is certainly over, so are its streams, on whichever node. Where a node, the database or
 * the network was in trouble meanwhile, that time does not count; and where the machine had so much to
 * do that an answer took its time, a farewell may take as much longer.
 */
export function checkFarewells({ seats, outages, waits, until }: Given): Checked {
  const found: Checked = { invariant: 'farewells', checked: 0, violations: [] };
  const taken = seats.filter(isTaken);
  const excuses = outages.filter(({ touches }) => touches.some((what) => what !== 'clients'));
  for (const seat of taken.filter(({ streams }) => streams.length > 0)) {
    const over = overAt(seat, taken);
    for (const { openedAt, endedAt } of seat.streams) {
      const from = Math.max(over.at, openedAt);
      const to = Math.min(endedAt, until);
      if (from >= to) continue;
      found.checked += 1;
      const openMs = to - from - outageBetween(excuses, from, to);
      if (openMs <= ENDS_WITHIN_MS + longest(waits, from, to)) continue;
      found.violations.push(
        `a stream of ${nameOf(seat)} was open ${Math.round(openMs)} ms ${over.why}`,
      );
    }
  }
  return found;
}

function longest(waits: readonly Wait[], from: number, to: number): number {
  const meanwhile = waits.filter(({ sentAt, answeredAt }) => sentAt < to && answeredAt > from);
  return Math.max(0, ...meanwhile.map(({ sentAt, answeredAt }) => answeredAt - sentAt));
}
