import { computed, effect, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { createFormats, type Language } from './formats.ts';
import type { MessageKey } from './i18n/en.ts';
import type { Keeper } from './live/keeper.ts';
import { createToday } from './live/today.ts';

export type Theme = 'light' | 'dark';
export type Density = 'comfortable' | 'compact';
/** `system` follows the workstation. */
export type Choice<Value> = Value | 'system';

export interface Preferences {
  language: Signal<Choice<Language>>;
  /** The language that is shown. */
  spoken: ReadonlySignal<Language>;
  theme: Signal<Choice<Theme>>;
  density: Signal<Density>;
  /** The browser notifies of what is for the user. */
  notices: Signal<boolean>;
  /** The message in the user's language, with its values in place. */
  t(key: MessageKey, values?: Readonly<Record<string, string | number>>): string;
  formatTime(at: string | number): string;
  /** What the clock shows in a time zone; undefined where this machine does not know it. */
  formatTimeIn(at: number, timeZone: string): string | undefined;
  formatDay(at: string): string;
  /** The day in full, whenever it was. */
  formatDate(at: string): string;
  /** The month of a day as `2026-01-31`, and the day in full. */
  formatMonth(day: string): string;
  formatCalendarDay(day: string): string;
  week(): ReturnType<ReturnType<typeof createFormats>['week']>;
  formatMoment(at: string | number): string;
  /** The time alone where that is today. */
  formatWhen(at: string): string;
  /** Names, as “Alice, Bob and Carl”. */
  formatList(names: readonly string[]): string;
  /** Bytes, as “3.4 MB”. */
  formatSize(bytes: number): string;
  /** How long ago, as “20 seconds ago”. */
  formatAgo(at: string | number, now: number): string;
}

/** Language and appearance: as the system has them, or as the user has chosen. */
export function createPreferences(keeper: Keeper): Preferences {
  const language = signal<Choice<Language>>(oneOf(keeper.read('language'), ['en', 'fr']));
  const theme = signal<Choice<Theme>>(oneOf(keeper.read('theme'), ['light', 'dark']));
  const density = signal<Density>(keeper.read('density') === 'compact' ? 'compact' : 'comfortable');
  const notices = signal(keeper.read('notices') === true);
  const spoken = computed<Language>(() =>
    language.value === 'system' ? systemLanguage() : language.value,
  );
  // Days and times as in the user's region, if the browser lists a region for the shown language.
  const locale = computed(
    () => navigator.languages.find((tag) => tag.startsWith(spoken.value)) ?? spoken.value,
  );
  const today = createToday();
  const formats = computed(() => createFormats(spoken.value, locale.value));

  effect(() => {
    keeper.write('language', language.value);
    document.documentElement.lang = spoken.value;
  });
  effect(() => {
    keeper.write('theme', theme.value);
    document.documentElement.dataset['theme'] = theme.value;
  });
  effect(() => keeper.write('notices', notices.value));
  effect(() => {
    keeper.write('density', density.value);
    document.documentElement.dataset['density'] = density.value;
  });

  const formatTime = (at: string | number) => formats.value.time(new Date(at));
  const formatMoment = (at: string | number) => formats.value.moment(new Date(at));
  return {
    language,
    spoken,
    theme,
    density,
    notices,
    t: (key, values) => formats.value.message(key, values),
    formatTime,
    formatTimeIn: (at, timeZone) => formats.value.timeIn(new Date(at), timeZone),
    formatDay: (at) => formats.value.day(new Date(at), new Date(today.value)),
    formatDate: (at) => formats.value.date(new Date(at)),
    formatMonth: (day) => formats.value.month(day),
    formatCalendarDay: (day) => formats.value.dayOfCalendar(day),
    week: () => formats.value.week(),
    formatMoment,
    formatWhen: (at) => (Date.parse(at) < today.value ? formatMoment : formatTime)(at),
    formatList: (names) => formats.value.list(names),
    formatSize: (bytes) => formats.value.size(bytes),
    formatAgo: (at, now) => formats.value.ago(Math.max(0, now - new Date(at).getTime())),
  };
}

function systemLanguage(): Language {
  return navigator.language.toLowerCase().startsWith('fr') ? 'fr' : 'en';
}

function oneOf<Value extends string>(given: unknown, values: readonly Value[]): Choice<Value> {
  return values.find((value) => value === given) ?? 'system';
}
