import type { ListedChannel } from '../../../api/channels/contract.ts';
import { isClosed } from '../state/direct.ts';
import { orderedChannels } from '../state/select.ts';
import type { State } from '../state/state.ts';

/**
 * The channels of the sidebar, in order. An archived channel is listed only while it is open, has
 * unread messages, or has posts of the user in the outbox; else the jump box finds it. So is a direct
 * one that the user has closed.
 */
export function placesOf(
  state: State,
  openId: string | undefined,
): { channels: ListedChannel[]; direct: ListedChannel[] } {
  const { channels, direct } = orderedChannels(state);
  const unsent = new Set(state.outbox.map(({ channelId }) => channelId));
  return {
    channels: channels.filter(
      ({ id, archivedAt, unread }) =>
        archivedAt === null || id === openId || unread > 0 || unsent.has(id),
    ),
    direct: direct.filter(
      (channel) =>
        !isClosed(state, channel) ||
        channel.id === openId ||
        channel.unread > 0 ||
        unsent.has(channel.id),
    ),
  };
}
