import type { ListedChannel } from '../../../../api/channels/contract.ts';
import type { Preferences } from '../../preferences.ts';
import type { Seen } from '../../state/receipts.ts';
import type { State } from '../../state/state.ts';

/** When the other one has seen a message, or who has in a direct channel of several. */
export function seenText(
  { t, formatList, formatTime, formatMoment }: Preferences,
  { names }: State,
  { directUserIds = [] }: ListedChannel,
  { by }: Seen,
): string {
  const [first] = by;
  if (directUserIds.length > 2 || first === undefined) {
    const readers = by.flatMap(({ userId }) => names.get(userId) ?? []);
    return t('chat.seen-by', { names: formatList(readers) });
  }
  const isToday = new Date(first.at).toDateString() === new Date().toDateString();
  return isToday
    ? t('chat.seen-at', { time: formatTime(first.at) })
    : t('chat.seen-on', { moment: formatMoment(first.at) });
}
