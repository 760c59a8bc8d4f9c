import { HAS, IS, isDay, isMe, meantBy } from '../../../../api/search/tokens.ts';
import type { Preferences } from '../../preferences.ts';
import { channelCalled, tokenOf, userCalled } from '../../state/query.ts';
import type { State } from '../../state/state.ts';
import { shownTitle } from '../title.ts';

type Shown = Pick<Preferences, 't' | 'formatList' | 'formatDate'>;

/** What a filter says, as “from Claire Fontaine”; as it was typed where it says nothing known. */
export function filterText(preferences: Shown, state: State, filter: string): string {
  const { t, formatDate } = preferences;
  const token = tokenOf(filter);
  const kind = token?.filter?.kind;
  const value = token?.text ?? '';
  switch (kind) {
    case undefined:
      return filter;
    case 'from': {
      const user = userCalled(state, value);
      if (user === undefined) return filter;
      if (user.id === state.me.id) return t('search.filter.from-me');
      return t('search.filter.from', { name: state.names.get(user.id) ?? user.displayName });
    }
    case 'in': {
      const title = placeText(preferences, state, value);
      return title === undefined ? filter : t('search.filter.in', { place: title });
    }
    case 'before':
    case 'after':
    case 'on':
      return isDay(value)
        ? t(`search.filter.${kind}`, { day: formatDate(`${value}T00:00:00`) })
        : filter;
    case 'has': {
      const meant = meantBy(HAS, value);
      return meant === undefined ? filter : t(`search.filter.has-${meant}`);
    }
    case 'is': {
      const meant = meantBy(IS, value);
      return meant === undefined ? filter : t(`search.filter.is-${meant}`);
    }
    case 'mentions':
      return isMe(value) ? t('search.filter.mentions') : filter;
  }
}

/** What is searched for, in words. */
export function queryText(
  preferences: Shown,
  state: State,
  { filters, words }: { filters: readonly string[]; words: string },
): string {
  const typed = words.trim();
  const quoted = typed === '' ? [] : [preferences.t('search.quoted', { words: typed })];
  return [...quoted, ...filters.map((one) => filterText(preferences, state, one))].join(' · ');
}

function placeText(preferences: Shown, state: State, value: string): string | undefined {
  if (value.startsWith('@')) {
    const user = userCalled(state, value);
    return user && (state.names.get(user.id) ?? user.displayName);
  }
  const channel = channelCalled(state, value);
  if (channel === undefined) return undefined;
  const title = shownTitle(preferences, state, channel);
  return channel.kind === 'direct' ? title : `#${title}`;
}
