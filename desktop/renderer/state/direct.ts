import type { Channel, ListedChannel } from '../../../api/channels/contract.ts';
import { hint, withChannel } from './channels.ts';
import type { State } from './state.ts';

/**
 * A direct channel as the server has answered it, which can be shown at once. Only the list tells
 * what is unread in it, and is asked for.
 */
export function openDirect(state: State, channel: Channel): State {
  const reopened = withoutClosed(state, channel.id);
  if (state.channels.has(channel.id)) return reopened;
  const nothingYet = { lastSeq: 0, lastMessageAt: null, lastReadSeq: 0, unread: 0, mentions: 0 };
  const hinted = hint(withChannel(reopened, { ...channel, ...nothingYet }));
  return { ...hinted, opened: new Map(state.opened).set(channel.id, hinted.hints) };
}

/** Takes a direct channel out of the sidebar until its next message. */
export function closeDirect(state: State, channelId: string): State {
  const channel = state.channels.get(channelId);
  if (channel?.kind !== 'direct') return state;
  return { ...state, closed: new Map(state.closed).set(channelId, channel.lastSeq) };
}

export function isClosed({ closed }: State, { id, lastSeq }: ListedChannel): boolean {
  return (closed.get(id) ?? -1) >= lastSeq;
}

function withoutClosed(state: State, channelId: string): State {
  if (!state.closed.has(channelId)) return state;
  const closed = new Map(state.closed);
  closed.delete(channelId);
  return { ...state, closed };
}
