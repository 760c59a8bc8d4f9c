import { IntlMessageFormat } from 'intl-messageformat';
import { en, type MessageKey } from './i18n/en.ts';
import { fr } from './i18n/fr.ts';

export type Language = 'en' | 'fr';

/** How times, days and messages are written in a language, and in a region where it is spoken. */
export function createFormats(language: Language, locale: string) {
  const messages: Record<MessageKey, string> = language === 'fr' ? fr : en;
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const dateFormat = (options: Intl.DateTimeFormatOptions) =>
    onceWanted(() => new Intl.DateTimeFormat(locale, options));
  const thisYear = dateFormat({ weekday: 'long', day: 'numeric', month: 'long' });
  const otherYear = dateFormat({ dateStyle: 'long' });
  const time = dateFormat({ timeStyle: 'short' });
  const moment = onceWanted(
    () =>
      new Intl.DateTimeFormat(locale, {
        day: 'numeric',
        month: 'short',
        // The hour as timeStyle writes it: 00:19 on a 24-hour clock, 1:19 PM on a 12-hour clock.
        hour: time().resolvedOptions().hour12 ? 'numeric' : '2-digit',
        minute: '2-digit',
      }),
  );
  const otherYearMoment = dateFormat({ dateStyle: 'medium', timeStyle: 'short' });
  const month = dateFormat({ month: 'long', year: 'numeric', timeZone: 'UTC' });
  const relative = onceWanted(() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));

  const list = onceWanted(() => new Intl.ListFormat(locale));
  const sizes = (['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const).map((unit) =>
    onceWanted(
      () =>
        new Intl.NumberFormat(locale, {
          style: 'unit',
          unit,
          unitDisplay: unit === 'byte' ? 'long' : 'short',
          maximumFractionDigits: 1,
        }),
    ),
  );

  function message(key: MessageKey, values?: Readonly<Record<string, string | number>>): string {
    const known = parsed.get(key) ?? new IntlMessageFormat(messages[key], locale);
    parsed.set(key, known);
    return String(known.format(values));
  }

  return {
    message,
    time: (date: Date) => time().format(date),
    timeIn(date: Date, timeZone: string): string | undefined {
      try {
        return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone }).format(date);
      } catch {
        return undefined;
      }
    },
    date: (date: Date) => otherYear().format(date),
    moment: (date: Date) => (isThisYear(date) ? moment() : otherYearMoment()).format(date),
    /** Of a day as `2026-01-31`, as the two below. */
    month: (day: string) => month().format(new Date(day)),
    dayOfCalendar: (day: string) =>
      new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(new Date(day)),
    /** From 0 for Sunday: with which day a week begins, and what its days are called from there on. */
    week(): { firstDay: number; days: { short: string; long: string }[] } {
      // TypeScript does not know it yet.
      const known: Intl.Locale & { getWeekInfo?(): { firstDay: number } } = new Intl.Locale(locale);
      const firstDay = (known.getWeekInfo?.().firstDay ?? 1) % 7;
      const nameOf = (weekday: 'long' | 'short', at: number) =>
        new Intl.DateTimeFormat(locale, { weekday, timeZone: 'UTC' }).format(
          // The fourth of January 1970 was a Sunday.
          new Date(Date.UTC(1970, 0, 4 + firstDay + at)),
        );
      const days = Array.from({ length: 7 }, (_, at) => ({
        short: nameOf('short', at).slice(0, 2),
        long: nameOf('long', at),
      }));
      return { firstDay, days };
    },
    /** Of bytes: as file managers say it, 1,000 to the next unit. */
    size(bytes: number): string {
      const at = sizes.findIndex((_, unit) => unit === 3 || rounded(bytes / 1000 ** unit) < 1000);
      return sizes[at]?.().format(rounded(bytes / 1000 ** at)) ?? '';
    },
    list: (names: readonly string[]) => list().format(names),
    ago(ms: number): string {
      const seconds = Math.round(ms / 1000);
      if (seconds < 90) return relative().format(-seconds, 'second');
      if (seconds < 90 * 60) return relative().format(-Math.round(seconds / 60), 'minute');
      return relative().format(-Math.round(seconds / 3600), 'hour');
    },
    /** `today` is any time of the day that it is. */
    day(date: Date, today: Date): string {
      const days = daysBetween(date, today);
      if (days === 0) return message('chat.today');
      if (days === 1) return message('chat.yesterday');
      return (isThisYear(date) ? thisYear() : otherYear()).format(date);
    },
  };
}

/** Each takes about 10 ms to make, and the sign-in screen wants none of them. */
function onceWanted<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** What is less than ten to the tenth. */
function rounded(value: number): number {
  return value < 10 ? Math.round(value * 10) / 10 : Math.round(value);
}

function isThisYear(date: Date): boolean {
  return date.getFullYear() === new Date().getFullYear();
}

/** Calendar days between the dates, whatever the time of day and the clock changes. */
function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (midnight(later) - midnight(earlier)) / 86_400_000;
}
