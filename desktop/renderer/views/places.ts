import type { ListedChannel } from '../../../api/channels/contract.ts';
import { orderedChannels } from '../state/select.ts';
import type { State } from '../state/state.ts';

/**
 * What the list shows, in its order. An archived channel is found by jumping; it stands in the list
 * while it is open, has something unread, or has something of one's own that did not get through.
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
    direct,
  };
}
