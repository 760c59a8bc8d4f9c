import type { Channel, ListedChannel } from '../../../api/channels/contract.ts';
import type { User } from '../../../api/users/contract.ts';
import type { Place as Address } from '../../address.ts';
import { countsOf } from './counts.ts';
import { fold, orderedChannels, otherOf, titleOf } from './select.ts';
import type { State } from './state.ts';

/** A place to which the jump box leads. */
export type Place =
  | { kind: 'channel'; channel: ListedChannel }
  | { kind: 'person'; user: User }
  /** A public channel that the user is not in, and joins by going there. */
  | { kind: 'joinable'; channel: Channel }
  | { kind: 'page'; page: NamedPage }
  /** No place, but what was said. */
  | { kind: 'search'; words: string };

/** What has an address and is no channel, as a page of the administration. */
export interface NamedPage {
  to: Address;
  name: string;
  /** Whose section it is; empty for none. */
  about: string;
}

/**
 * The places for the jump box: names that begin with the words, then names that contain them. Of
 * these, channels with something unread first, then the user's others, people, what they may join,
 * and pages, which only words find.
 */
export function findPlaces(
  state: State,
  words: string,
  joinable: readonly Channel[] = [],
  pages: readonly NamedPage[] = [],
): Place[] {
  const wanted = fold(words.trim());
  const named = [
    ...channelsOf(state),
    ...peopleOf(state),
    ...joinableOf(state, joinable),
    ...(wanted === '' ? [] : pages.map(ofPage)),
  ];
  return named
    .map(({ name, place }) => ({ at: fold(name).indexOf(wanted), place }))
    .filter(({ at }) => at >= 0)
    .sort(
      (a, b) =>
        Number(a.at > 0) - Number(b.at > 0) || weightOf(state, a.place) - weightOf(state, b.place),
    )
    .map(({ place }) => place);
}

/** Where no place is called so, the way to the messages that say so. */
export function orSearch(places: readonly Place[], typed: string): readonly Place[] {
  const words = typed.trim();
  return places.length === 0 && words !== '' ? [{ kind: 'search', words }] : places;
}

interface Named {
  name: string;
  place: Place;
}

/** The channel that was open before, so that the jump box and Enter go there and back. */
export function indexOfLast(places: readonly Place[], lastId: string | undefined): number {
  const at = places.findIndex(({ kind, ...place }) => {
    return kind === 'channel' && 'channel' in place && place.channel.id === lastId;
  });
  return Math.max(0, at);
}

function channelsOf(state: State): Named[] {
  const { channels, direct } = orderedChannels(state);
  return [...channels, ...direct].map((channel) => ({
    name: titleOf(state, channel),
    place: { kind: 'channel', channel },
  }));
}

function peopleOf(state: State): Named[] {
  const others = new Set(orderedChannels(state).direct.map((one) => otherOf(state, one)?.id));
  return [...state.users.values()]
    .filter(({ id, kind, disabled }) => id !== state.me.id && kind !== 'bot' && !disabled)
    .filter(({ id }) => !others.has(id))
    .map((user) => ({
      name: `${user.displayName} ${user.username}`,
      place: { kind: 'person', user },
    }));
}

function joinableOf({ channels }: State, joinable: readonly Channel[]): Named[] {
  return joinable
    .filter(({ id }) => !channels.has(id))
    .map((channel) => ({ name: channel.name ?? '', place: { kind: 'joinable', channel } }));
}

function ofPage(page: NamedPage): Named {
  return { name: `${page.name} ${page.about}`, place: { kind: 'page', page } };
}

function weightOf(state: State, place: Place): number {
  return place.kind === 'channel' && countsOf(state, place.channel).messages > 0 ? 0 : 1;
}
