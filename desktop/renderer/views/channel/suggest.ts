import { GROUPS } from '../../../../api/messages/mentions.ts';
import { type Emoji, findEmoji } from '../../emoji/find-emoji.ts';
import type { Preferences } from '../../preferences.ts';
import { seenName } from '../../state/names.ts';
import { fold, orderedChannels } from '../../state/select.ts';
import type { State } from '../../state/state.ts';
import type { Store } from '../../store.ts';
import { iconOf } from '../icon-of.ts';
import type { IconName } from '../parts/icon.tsx';

const MOST_SHOWN = 6;

/** What a name that is being typed may become. */
export interface Suggestion {
  id: string;
  insert: string;
  title: string;
  hint?: string;
  /** What is shown before it. */
  picture?: { userId: string } | { icon: IconName } | { glyph: string };
}

/**
 * People whose user name, or a word of whose display name, begins with `typed`, then groups. Who is
 * called so is first.
 */
export function suggestPeople(
  { users, me }: State,
  t: Preferences['t'],
  typed: string,
): Suggestion[] {
  const wanted = fold(typed);
  const people = [...users.values()]
    .filter(({ id, disabled }) => id !== me.id && !disabled)
    .filter(({ username, displayName }) => hasWord(`${username} ${displayName}`, wanted))
    .sort((a, b) => a.displayName.localeCompare(b.displayName))
    .map((user) => ({
      id: user.id,
      username: user.username,
      title: seenName(user),
      picture: { userId: user.id },
    }));
  const groups = [...GROUPS]
    .filter(([name]) => wanted !== '' && name.startsWith(wanted))
    .map(([name, group]) => ({ id: name, username: name, title: t(`chat.group-${group}`) }));
  const isCalledSo = ({ username }: { username: string }) => Number(username === wanted);
  return [...people, ...groups]
    .sort((a, b) => isCalledSo(b) - isCalledSo(a))
    .slice(0, MOST_SHOWN)
    .map(({ username, ...shown }) => ({
      ...shown,
      insert: `@${username} `,
      hint: `@${username}`,
    }));
}

/** The channels that the user is in and a word of whose name begins so, as links to them. */
export function suggestChannels(state: State, store: Store, typed: string): Suggestion[] {
  const wanted = fold(typed);
  return orderedChannels(state)
    .channels.filter(({ name }) => hasWord(name ?? '', wanted))
    .sort((a, b) => startsSo(b.name, wanted) - startsSo(a.name, wanted))
    .slice(0, MOST_SHOWN)
    .map((channel) => {
      const name = `#${channel.name}`;
      const link = store.linkTo({ kind: 'channel', channelId: channel.id });
      // A name with a mark of the dialect in it would not be read as the words of a link.
      const insert = /[[\]`\\*_~<]/.test(name) ? name : `[${name}](${link})`;
      return {
        id: channel.id,
        insert: `${insert} `,
        title: channel.name ?? '',
        picture: { icon: iconOf(channel) },
      };
    });
}

export function suggestEmoji(
  all: readonly Emoji[],
  language: 'fr' | 'en',
  typed: string,
): Suggestion[] {
  return findEmoji(all, typed, MOST_SHOWN).map(({ glyph, names }) => ({
    id: glyph,
    insert: `${glyph} `,
    title: names[language],
    picture: { glyph },
  }));
}

const startsSo = (name: string | null, wanted: string) =>
  Number(fold(name ?? '').startsWith(wanted));

function hasWord(names: string, wanted: string): boolean {
  const folded = fold(names);
  return (
    folded.startsWith(wanted) || folded.split(/[\s-]+/).some((word) => word.startsWith(wanted))
  );
}
