import type { Channel } from '../../../api/channels/contract.ts';
import { hint, withChannel } from './channels.ts';
import type { State } from './state.ts';

/**
 * A direct channel as the server has answered it, which can be shown at once. Only the list tells
 * what is unread in it, and is asked for.
 */
export function openDirect(state: State, channel: Channel): State {
  if (state.channels.has(channel.id)) return state;
  const nothingYet = { lastSeq: 0, lastMessageAt: null, lastReadSeq: 0, unread: 0, mentions: 0 };
  const hinted = hint(withChannel(state, { ...channel, ...nothingYet }));
  return { ...hinted, opened: new Map(state.opened).set(channel.id, hinted.hints) };
}
