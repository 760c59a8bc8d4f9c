import type { Preferences } from '../preferences.ts';

/** Until when something lasts: the time alone where that is today. */
export function untilText({ t, formatTime, formatMoment }: Preferences, at: string): string {
  const isToday = new Date(at).toDateString() === new Date().toDateString();
  return isToday
    ? t('mood.until', { time: formatTime(at) })
    : t('mood.until-day', { moment: formatMoment(at) });
}
