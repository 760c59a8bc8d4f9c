import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { State } from './state.ts';

/**
 * The list as it was read. Where events, or one's own reading, have gone on since, they know better,
 * and the list must be read once more; likewise where it was asked for before the newest hint. So it
 * must where a channel goes with it: what events had told of that one is forgotten, and a list that
 * is on its way may be from before them.
 */
export function applyList(state: State, listed: readonly ListedChannel[], hints: number): State {
  // Overtaken on its way by a list that was asked for with more known.
  if (hints < state.hintsListed) return state;
  const channels = byId(listed);
  let [isOvertaken, isForgetting] = [false, false];
  for (const known of state.channels.values()) {
    const channel = channels.get(known.id);
    if (channel === undefined) {
      isForgetting = true;
    } else if (known.lastSeq > channel.lastSeq || known.lastReadSeq > channel.lastReadSeq) {
      isOvertaken = true;
      channels.set(known.id, known);
    }
  }
  const after = { ...state, channels, hintsListed: hints };
  return isForgetting || (isOvertaken && hints === state.hints) ? hint(after) : after;
}

/**
 * There is something that only the list of channels can tell, as of any change to a channel that is
 * not known: the list that will bring it may have been read before the change.
 */
export function hint(state: State): State {
  return { ...state, hints: state.hints + 1 };
}

/** Forward only. Short of the newest, what is left unread must be counted anew by the server. */
export function markRead(state: State, channelId: string, seq: number): State {
  const channel = state.channels.get(channelId);
  if (channel === undefined) return hint(state);
  if (seq <= channel.lastReadSeq) return state;
  const isAll = seq >= channel.lastSeq;
  const after = withChannel(state, {
    ...channel,
    lastReadSeq: seq,
    unread: isAll ? 0 : channel.unread,
    mentions: isAll ? 0 : channel.mentions,
  });
  return isAll || channel.unread === 0 ? after : hint(after);
}

/** Renamed, described, archived; a list that was asked for before does not know it. */
export function changeChannel(state: State, id: string, change: Partial<ListedChannel>): State {
  const channel = state.channels.get(id);
  return hint(channel === undefined ? state : withChannel(state, { ...channel, ...change }));
}

export function withChannel(state: State, channel: ListedChannel): State {
  return { ...state, channels: new Map(state.channels).set(channel.id, channel) };
}

/** Gone, with all that was shown of it; a list that was asked for before this does not know it. */
export function withoutChannel(state: State, id: string): State {
  const [channels, timelines, asked] = [
    new Map(state.channels),
    new Map(state.timelines),
    new Map(state.asked),
  ];
  for (const map of [channels, timelines, asked]) map.delete(id);
  return hint({ ...state, channels, timelines, asked });
}

export function byId<Item extends { id: string }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map((item) => [item.id, item]));
}
