import type { ListedChannel } from '../../../api/channels/contract.ts';
import type { State } from './state.ts';

/**
 * Takes a list of channels as the server answered it. A channel that is further on here than in the
 * list, because of events or of one's own reading, keeps its state here.
 *
 * The list is read once more (`hint`) if such a channel was kept, since its counts are then unknown,
 * or if a channel is missing from the list: the list may be older than the event that told of it.
 */
export function applyList(state: State, listed: readonly ListedChannel[], hints: number): State {
  // A list that was asked for later has been taken already.
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
 * Asks for the list of channels to be read again: something has changed that only the list can tell.
 * A list that is on its way does not count, since it may have been read before the change.
 */
export function hint(state: State): State {
  return { ...state, hints: state.hints + 1 };
}

/** Moves the read position, forward only. If messages are left unread, the server counts them. */
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

/** Changes a channel that is known, and asks for the list again. */
export function changeChannel(state: State, id: string, change: Partial<ListedChannel>): State {
  const channel = state.channels.get(id);
  return hint(channel === undefined ? state : withChannel(state, { ...channel, ...change }));
}

export function withChannel(state: State, channel: ListedChannel): State {
  return { ...state, channels: new Map(state.channels).set(channel.id, channel) };
}

/** Forgets a channel and all that was shown of it, and asks for the list again. */
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
