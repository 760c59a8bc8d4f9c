import type { Span } from '../records.ts';

/** How much of the time between the two moments fell into an outage, in milliseconds. */
export function outageBetween(outages: readonly Span[], from: number, to: number): number {
  let covered = 0;
  let until = from;
  for (const outage of outages.toSorted((a, b) => a.from - b.from)) {
    const start = Math.max(until, outage.from);
    const end = Math.min(to, outage.to);
    if (end <= start) continue;
    covered += end - start;
    until = end;
  }
  return covered;
}
