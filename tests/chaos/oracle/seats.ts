import type { Checked, SeatListing, SeatRecord, Span } from '../records.ts';
import { outageBetween } from './outages.ts';

export const isTaken = ({ status }: { status: number }) => status >= 200 && status < 300;

/**
 * At most one live seat a user and a device: once a later log-in of the same user or device is
 * answered, no token of an earlier one is taken any more; nor is one after its log-out was answered,
 * nor one that was silent for the staleness bound. And no listing names a user or a device twice.
 */
export function checkSeats(
  seats: readonly SeatRecord[],
  listings: readonly SeatListing[],
  outages: readonly Span[],
  maxStalenessMs: number,
): Checked {
  const found: Checked = { invariant: 'seats', checked: 0, violations: [] };
  const taken = seats.filter(isTaken);
  for (const seat of taken) {
    const over = overAt(seat, taken);
    let silentSince = seat.answeredAt;
    for (const use of seat.uses.toSorted((a, b) => a.sentAt - b.sentAt)) {
      found.checked += 1;
      const excused = outageBetween(outages, silentSince, use.sentAt);
      const silence = use.sentAt - silentSince - excused;
      if (isTaken(use) && use.sentAt > over.at) {
        found.violations.push(`${nameOf(seat)} lived at ${use.sentAt}, ${over.why}`);
      }
      if (isTaken(use) && silence > maxStalenessMs) {
        found.violations.push(`${nameOf(seat)} lived after ${Math.round(silence)} ms of silence`);
      }
      silentSince = Math.max(silentSince, use.answeredAt);
    }
  }
  for (const { at, seats: listed } of listings) {
    found.checked += 1;
    for (const key of ['userId', 'deviceId'] as const) {
      if (new Set(listed.map((seat) => seat[key])).size < listed.length) {
        found.violations.push(`the list of seats at ${at} has a ${key} twice`);
      }
    }
  }
  return found;
}

/** From when on the seat is certainly over. */
export function overAt(
  seat: SeatRecord,
  taken: readonly SeatRecord[],
): { at: number; why: string } {
  let over = { at: Number.POSITIVE_INFINITY, why: '' };
  const endedBy = (at: number, why: string) => {
    if (at < over.at) over = { at, why };
  };
  for (const other of taken) {
    const isRival = other.userId === seat.userId || other.device === seat.device;
    if (other === seat || !isRival || other.sentAt < seat.answeredAt) continue;
    endedBy(other.answeredAt, `after ${nameOf(other)} was let in`);
  }
  for (const leave of seat.leaves) {
    if (isTaken(leave)) endedBy(leave.answeredAt, `after its log-out at ${leave.answeredAt}`);
  }
  for (const use of [...seat.uses, ...seat.leaves]) {
    if (use.status === 401) endedBy(use.answeredAt, `after a 401 at ${use.answeredAt}`);
  }
  return over;
}

export const nameOf = ({ userId, device, answeredAt }: SeatRecord) =>
  `the seat of ${userId} on ${device} of ${Math.round(answeredAt)}`;
