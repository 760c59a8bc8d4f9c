import type { Channel } from '../../../api/channels/contract.ts';
import type { ChannelPlace, Place } from '../../address.ts';
import type { State } from './state.ts';
import { isThread } from './threads.ts';

/** Why an address does not lead where it says. */
export type Astray =
  | { why: Fault }
  /** The user is not in the channel, which they may join. */
  | { why: 'joinable'; channel: Channel; to: ChannelPlace };

type Fault = 'unknown' | 'channel' | 'message' | 'admin' | 'person';

/**
 * Why the user cannot go there, as far as is known here. A channel's messages have every number up
 * to its last one, also the deleted ones.
 */
export function faultOf({ channels, users, me }: State, to: Place | undefined): Fault | undefined {
  if (to === undefined) return 'unknown';
  if (to.kind === 'admin') return me.role === 'admin' ? undefined : 'admin';
  if (to.kind === 'person') return users.has(to.userId) ? undefined : 'person';
  if (to.kind !== 'channel') return undefined;
  const channel = channels.get(to.channelId);
  if (channel === undefined || isThread(channel)) return 'channel';
  return (to.seq ?? 0) > channel.lastSeq ? 'message' : undefined;
}
