import type { ListedChannel } from '../../../api/channels/contract.ts';
import { settingsOf } from '../state/counts.ts';
import { orderedChannels } from '../state/select.ts';
import type { State } from '../state/state.ts';

/** The parts of the sidebar. */
export interface Places {
  favourites: ListedChannel[];
  channels: ListedChannel[];
  direct: ListedChannel[];
}

/**
 * The channels of the sidebar, in order. An archived channel is listed only while it is open, has
 * unread messages, or has posts of the user in the outbox; else the jump box finds it. So is a direct
 * one that the user has closed.
 */
export function placesOf(state: State, openId: string | undefined): Places {
  const { channels, direct } = orderedChannels(state);
  const unsent = new Set(state.outbox.map(({ channelId }) => channelId));
  const listed = [...channels, ...direct].filter((channel) => {
    const { id, archivedAt, unread } = channel;
    const isAside = archivedAt !== null || settingsOf(channel).isHidden;
    return !isAside || id === openId || unread > 0 || unsent.has(id);
  });
  const isFavourite = (channel: ListedChannel) => settingsOf(channel).isFavourite;
  const others = listed.filter((channel) => !isFavourite(channel));
  return {
    favourites: listed.filter(isFavourite),
    channels: others.filter(({ kind }) => kind !== 'direct'),
    direct: others.filter(({ kind }) => kind === 'direct'),
  };
}

/** All of them, from the top of the sidebar to its end. */
export function inOrder({ favourites, channels, direct }: Places): ListedChannel[] {
  return [...favourites, ...channels, ...direct];
}
