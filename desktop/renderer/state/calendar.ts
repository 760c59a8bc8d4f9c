/** A day as `2026-01-31`, without a time or a zone. */
export type Day = string;

/** The days of its month in weeks, with undefined where a week begins before or ends after it. */
export function weeksOf(day: Day, firstDay: number): (Day | undefined)[][] {
  const first = dateOf(`${day.slice(0, 7)}-01`);
  const lead = (first.getUTCDay() - firstDay + 7) % 7;
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  const cells = Array.from({ length: lead + last }, (_, at) =>
    at < lead ? undefined : `${day.slice(0, 8)}${String(at - lead + 1).padStart(2, '0')}`,
  );
  return Array.from({ length: Math.ceil(cells.length / 7) }, (_, week) =>
    Array.from({ length: 7 }, (_, at) => cells[week * 7 + at]),
  );
}

/** The day to which a key leads, as the ARIA practices have it; undefined for another key. */
export function dayAfterKey(day: Day, key: string, firstDay: number): Day | undefined {
  const inWeek = (dateOf(day).getUTCDay() - firstDay + 7) % 7;
  const days = {
    ...{ ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 },
    ...{ Home: -inWeek, End: 6 - inWeek },
  }[key];
  if (days !== undefined) return addDays(day, days);
  const months = { PageUp: -1, PageDown: 1 }[key];
  return months === undefined ? undefined : addMonths(day, months);
}

export function addDays(day: Day, days: number): Day {
  const date = dateOf(day);
  date.setUTCDate(date.getUTCDate() + days);
  return dayOf(date);
}

/** The same day of another month, or its last. */
export function addMonths(day: Day, months: number): Day {
  const date = dateOf(day);
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months + 1, 0);
  date.setUTCDate(Math.min(wanted, date.getUTCDate()));
  return dayOf(date);
}

/** The day that it is where the page is. */
export function todayOf(now: Date): Day {
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return `${now.getFullYear()}-${month}-${day}`;
}

const dateOf = (day: Day) => new Date(`${day}T00:00:00Z`);
const dayOf = (date: Date) => date.toISOString().slice(0, 10);
