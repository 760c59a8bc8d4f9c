import type { ListedChannel } from '../../../../api/channels/contract.ts';
import { isMe } from '../../../../api/search/tokens.ts';
import type { Preferences } from '../../preferences.ts';
import { seenName } from '../../state/names.ts';
import type { Unfinished } from '../../state/query.ts';
import { fold, orderedChannels, otherOf } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import { shownTitle } from '../title.ts';
import { HAS_NAMES, IS_NAMES, ME, OFFERED_HAS, OFFERED_IS } from './filter-names.ts';

const MOST_SHOWN = 8;

/** A value that a filter may have. */
export interface Value {
  id: string;
  /** The whole filter. */
  insert: string;
  title: string;
  hint?: string;
  /** Whose picture, or which channel's sign, is shown with it. */
  userId?: string;
  channel?: ListedChannel;
}

type Shown = Pick<Preferences, 't' | 'formatList' | 'spoken'>;

/**
 * What the value of a filter may become. Days are none of them: a calendar
 * offers these.
 */
export function suggestValues(
  preferences: Shown,
  state: State,
  { kind, name, value }: Unfinished,
): Value[] {
  const { t } = preferences;
  const language = preferences.spoken.value;
  const wanted = fold(value.replace(/^[@#]/, ''));
  const isWanted = (words: string) =>
    fold(words)
      .split(/[\s_-]+/)
      .some((_, at, all) => all.slice(at).join(' ').startsWith(wanted));
  const ofWords = (words: Readonly<Record<string, string>>, offered: readonly string[]) =>
    offered.flatMap((one): Value[] => {
      const word = words[one] ?? one;
      if (!isWanted(word)) return [];
      const title = t(`search.filter.${kind}-${one}` as Parameters<typeof t>[0]);
      return [{ id: one, insert: name + word, title, hint: name + word }];
    });
  switch (kind) {
    case 'from':
      return suggestPeople(preferences, state, isWanted, wanted).map((one) => ({
        ...one,
        insert: name + one.insert,
      }));
    case 'in':
      return suggestChannels(preferences, state, isWanted).map((one) => ({
        ...one,
        insert: name + one.id,
      }));
    case 'has':
      return ofWords(HAS_NAMES[language], OFFERED_HAS);
    case 'is':
      return ofWords(IS_NAMES[language], OFFERED_IS);
    case 'mentions': {
      const me = ME[language];
      if (!isWanted(me) && !isMe(value)) return [];
      return [{ id: me, insert: name + me, title: t('search.filter.mentions'), hint: name + me }];
    }
    case 'before':
    case 'after':
    case 'on':
      return [];
  }
}

/** Oneself, then the others, and those who are no longer here at the end. */
function suggestPeople(
  { t, spoken }: Shown,
  { users, me }: State,
  isWanted: (words: string) => boolean,
  wanted: string,
): Value[] {
  const others = [...users.values()]
    .filter(
      ({ id, username, displayName }) => id !== me.id && isWanted(`${username} ${displayName}`),
    )
    .sort(
      (a, b) =>
        Number(b.username === wanted) - Number(a.username === wanted) ||
        Number(a.disabled) - Number(b.disabled) ||
        a.displayName.localeCompare(b.displayName),
    )
    .map((user) => ({
      id: user.id,
      insert: user.username,
      title: seenName(user),
      hint: `@${user.username}`,
      userId: user.id,
    }));
  const own = ME[spoken.value];
  const isOwn = isWanted(`${own} ${me.username} ${me.displayName}`);
  const oneself = { id: me.id, insert: own, title: t('search.myself'), userId: me.id };
  return [...(isOwn ? [oneself] : []), ...others].slice(0, MOST_SHOWN);
}

function suggestChannels(
  preferences: Shown,
  state: State,
  isWanted: (words: string) => boolean,
): Value[] {
  const { channels, direct } = orderedChannels(state);
  return [...channels, ...direct]
    .map((channel) => ({ channel, title: shownTitle(preferences, state, channel) }))
    .filter(({ channel, title }) => isWanted(`${title} ${otherOf(state, channel)?.username ?? ''}`))
    .slice(0, MOST_SHOWN)
    .map(({ channel, title }): Value => {
      const other = otherOf(state, channel);
      const shown = { id: channel.id, insert: channel.id, title };
      if (other === undefined) return { ...shown, channel };
      return { ...shown, hint: `@${other.username}`, userId: other.id };
    });
}
