import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { IntlMessageFormat } from 'intl-messageformat';
import { en, type MessageKey } from './i18n/en.ts';
import { fr } from './i18n/fr.ts';
import type { Keeper } from './live/keeper.ts';

export type Language = 'en' | 'fr';
export type Theme = 'light' | 'dark';
/** `system` follows the workstation. */
export type Choice<Value> = Value | 'system';

export interface Preferences {
  language: Signal<Choice<Language>>;
  /** The language that is shown. */
  spoken: ReadonlySignal<Language>;
  theme: Signal<Choice<Theme>>;
  /** The message in the user's language, with its values in place. */
  t(key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  formatTime(at: string | number): string;
  formatDay(at: string): string;
  formatMoment(at: string | number): string;
  /** How long ago, as “20 seconds ago”. */
  formatAgo(at: string | number, now: number): string;
}

/** Language and appearance: as the system has them, or as the user has chosen. */
export function createPreferences(keeper: Keeper): Preferences {
  const language = signal<Choice<Language>>(oneOf(keeper.read('language'), ['en', 'fr']));
  const theme = signal<Choice<Theme>>(oneOf(keeper.read('theme'), ['light', 'dark']));
  const spoken = computed<Language>(() =>
    language.value === 'system' ? systemLanguage() : language.value,
  );
  // Days and times as the user's region writes them, where it speaks the language that is shown.
  const locale = computed(
    () => navigator.languages.find((tag) => tag.startsWith(spoken.value)) ?? spoken.value,
  );
  const formats = computed(() => createFormats(spoken.value, locale.value));

  effect(() => {
    keeper.write('language', language.value);
    document.documentElement.lang = spoken.value;
  });
  effect(() => {
    keeper.write('theme', theme.value);
    document.documentElement.dataset['theme'] = theme.value;
  });

  return {
    language,
    spoken,
    theme,
    t: (key, values) => formats.value.message(key, values),
    formatTime: (at) => formats.value.time.format(new Date(at)),
    formatDay: (at) => formats.value.day(new Date(at)),
    formatMoment: (at) => formats.value.moment(new Date(at)),
    formatAgo: (at, now) => formats.value.ago(Math.max(0, now - new Date(at).getTime())),
  };
}

function createFormats(language: Language, locale: string) {
  const messages: Record<MessageKey, string> = language === 'fr' ? fr : en;
  const parsed = new Map<MessageKey, IntlMessageFormat>();
  const thisYear = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
  });
  const otherYear = new Intl.DateTimeFormat(locale, { dateStyle: 'long' });
  const moment = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
  });
  const otherYearMoment = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
  });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  function message(key: MessageKey, values?: Readonly<Record<string, string | number>>): string {
    const known = parsed.get(key) ?? new IntlMessageFormat(messages[key], locale);
    parsed.set(key, known);
    return String(known.format(values));
  }

  return {
    message,
    time: new Intl.DateTimeFormat(locale, { timeStyle: 'short' }),
    moment: (date: Date) => (isThisYear(date) ? moment : otherYearMoment).format(date),
    ago(ms: number): string {
      const seconds = Math.round(ms / 1000);
      if (seconds < 90) return relative.format(-seconds, 'second');
      if (seconds < 90 * 60) return relative.format(-Math.round(seconds / 60), 'minute');
      return relative.format(-Math.round(seconds / 3600), 'hour');
    },
    day(date: Date): string {
      const days = daysBetween(date, new Date());
      if (days === 0) return message('chat.today');
      if (days === 1) return message('chat.yesterday');
      return (isThisYear(date) ? thisYear : otherYear).format(date);
    },
  };
}

function isThisYear(date: Date): boolean {
  return date.getFullYear() === new Date().getFullYear();
}

/** Whole days on the calendar, whatever the hours and the clock changes between. */
function daysBetween(earlier: Date, later: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return (midnight(later) - midnight(earlier)) / 86_400_000;
}

function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

function oneOf<Value extends string>(given: unknown, values: readonly Value[]): Choice<Value> {
  return values.find((value) => value === given) ?? 'system';
}
