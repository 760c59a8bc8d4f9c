import type { Preferences } from '../../preferences.ts';

const MOST_NAMED = 3;

/** Who writes, in words. */
export function typingText(
  { t, formatList }: Pick<Preferences, 't' | 'formatList'>,
  names: readonly string[],
): string {
  if (names.length === 0) return '';
  if (names.length > MOST_NAMED) return t('chat.typing-many');
  return t('chat.typing', { count: names.length, names: formatList(names) });
}
