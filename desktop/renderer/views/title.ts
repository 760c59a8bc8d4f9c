import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { Preferences } from '../preferences.ts';
import { otherNamesOf, titleOf } from '../state/select.ts';
import type { State } from '../state/state.ts';

/** As many names as can be read at a glance. */
const MOST_NAMED = 3;

/** What a channel is called; a direct one of many people by two of them and the number of the others. */
export function shownTitle(
  { t, formatList }: Pick<Preferences, 't' | 'formatList'>,
  state: State,
  channel: ListedChannel,
): string {
  const names = channel.kind === 'direct' ? otherNamesOf(state, channel) : [];
  if (names.length < 2) return titleOf(state, channel);
  if (names.length <= MOST_NAMED) return formatList(names);
  const [shown, more] = [names.slice(0, MOST_NAMED - 1), names.length - MOST_NAMED + 1];
  return formatList([...shown, t('people.more', { count: more })]);
}
