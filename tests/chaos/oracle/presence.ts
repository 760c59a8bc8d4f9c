import type { Checked, PresenceSample, SeatRecord, Span } from '../records.ts';
import { outageBetween } from './outages.ts';
import { isTaken } from './seats.ts';

export interface PresenceBounds {
  /** The heartbeat timeout. */
  timeoutMs: number;
  outages: readonly Span[];
}

/** A request that got no answer may still be carried out; not later than this, in milliseconds. */
const LATE_MS = 15_000;
/** Samples are judged by so much time at once, with the seats that were used not long before. */
const SPAN_MS = 10_000;
const REMEMBERED_MS = 180_000;
/** What a lease may be shorter than the timeout by, for the rounding of clocks. */
const MARGIN_MS = 200;

/**
 * Presence equals the model: who has certainly a live seat is shown; who is shown may have one, or
 * had one no longer ago than the bound that the answer itself states; and the count is that of the
 * list. Outages are added to the bound, since the leases' clock stands still when no server runs.
 */
export function checkPresence(
  samples: readonly PresenceSample[],
  seats: readonly SeatRecord[],
  bounds: PresenceBounds,
): Checked {
  const found: Checked = { invariant: 'presence', checked: 0, violations: [] };
  const users = [...new Set(seats.map(({ userId }) => userId))];
  // A refused attempt takes no seat.
  const all = seats.filter((seat) => isTaken(seat) || seat.status === 0 || seat.status >= 500);
  const spans = Map.groupBy(samples, ({ sentAt }) => Math.floor(sentAt / SPAN_MS));
  for (const [span, own] of spans) {
    const attempts = all.filter((seat) => lastSign(seat) > span * SPAN_MS - REMEMBERED_MS);
    for (const sample of own) checkSample(sample, users, attempts, bounds, found);
  }
  return found;
}

function checkSample(
  sample: PresenceSample,
  users: readonly string[],
  attempts: readonly SeatRecord[],
  bounds: PresenceBounds,
  found: Checked,
): void {
  const byUser = Map.groupBy(attempts, ({ userId }) => userId);
  const violate = (what: string) =>
    void found.violations.push(`node ${sample.node} at ${Math.round(sample.sentAt)}: ${what}`);
  const shown = new Set(sample.userIds);
  if (sample.online !== sample.userIds.length || shown.size !== sample.userIds.length) {
    violate(`counts ${sample.online} online and lists ${sample.userIds.length}`);
  }
  for (const userId of users) {
    found.checked += 1;
    const own = byUser.get(userId) ?? [];
    const mustBe = own.some((seat) => isCertainlyLive(seat, attempts, sample, bounds));
    const mayBe = own.some((seat) => isPossiblyLive(seat, sample, bounds));
    if (mustBe && !shown.has(userId)) violate(`does not show ${userId}, who is there`);
    if (!mayBe && shown.has(userId)) violate(`shows ${userId}, who is gone`);
  }
  const strangers = sample.userIds.filter((userId) => !users.includes(userId));
  if (strangers.length > 0) violate(`shows ${strangers.join()}, who never logged in`);
}

const lastSign = (seat: SeatRecord) =>
  Math.max(...[seat, ...seat.uses, ...seat.leaves].map(({ answeredAt }) => answeredAt));

function isCertainlyLive(
  seat: SeatRecord,
  attempts: readonly SeatRecord[],
  { sentAt, answeredAt }: PresenceSample,
  { timeoutMs }: PresenceBounds,
): boolean {
  if (!isTaken(seat) || seat.answeredAt > sentAt) return false;
  if (seat.leaves.some((leave) => leave.sentAt <= answeredAt)) return false;
  if (seat.uses.some((use) => use.status === 401 && use.sentAt <= answeredAt)) return false;
  const isEndangered = attempts.some(
    (other) =>
      other !== seat &&
      (other.userId === seat.userId || other.device === seat.device) &&
      other.sentAt <= answeredAt &&
      // Taken before this one began, it is what this one replaced; unanswered, it may come late.
      !(isTaken(other) && other.answeredAt < seat.sentAt) &&
      !(!isTaken(other) && other.answeredAt + LATE_MS < seat.sentAt),
  );
  if (isEndangered) return false;
  const renewals = [seat, ...seat.uses].filter((use) => isTaken(use) && use.answeredAt <= sentAt);
  return answeredAt < Math.max(...renewals.map((use) => use.sentAt)) + timeoutMs - MARGIN_MS;
}

function isPossiblyLive(
  seat: SeatRecord,
  { sentAt, answeredAt, maxStalenessMs }: PresenceSample,
  { outages }: PresenceBounds,
): boolean {
  if (seat.sentAt > answeredAt) return false;
  const ends = [
    ...seat.leaves.filter(isTaken),
    ...[...seat.uses, ...seat.leaves].filter(({ status }) => status === 401),
  ].map((use) => use.answeredAt);
  if (ends.some((end) => end < sentAt)) return false;
  const signs = [seat, ...seat.uses, ...seat.leaves].filter((use) => use.sentAt <= answeredAt);
  const last = Math.max(
    ...signs.map((use) => (use.status === 0 ? use.answeredAt + LATE_MS : use.answeredAt)),
  );
  return sentAt <= last + maxStalenessMs + outageBetween(outages, last, sentAt);
}
