/** What a user has chosen for themselves on this workstation. */
export interface Choices {
  /** Words that call the user as their name does. */
  keywords: readonly string[];
  /** When messages notify them; null for always. */
  hours: WorkingHours | null;
  /** Others see that the user writes. */
  signsTyping: boolean;
  /** The user has set themselves away, until they take it back. */
  isAway: boolean;
}

export interface WorkingHours {
  /** As `Date.getDay` counts them: 0 is Sunday. */
  days: readonly number[];
  /** As `09:00`, in the time of the workstation. Where `to` is not after `from`, it is of the next day. */
  from: string;
  to: string;
}

export const NO_CHOICES: Choices = { keywords: [], hours: null, signsTyping: true, isAway: false };

export const OFFICE_HOURS: WorkingHours = { days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00' };

export function isWorking({ days, from, to }: WorkingHours, now: Date): boolean {
  const time = timeOf(now);
  const today = now.getDay();
  if (from < to) return days.includes(today) && from <= time && time < to;
  const yesterday = (today + 6) % 7;
  return (days.includes(today) && time >= from) || (days.includes(yesterday) && time < to);
}

/** The time of day as fields of type `time` write it. */
export function timeOf(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}
