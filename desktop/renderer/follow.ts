import { type ChannelPlace, type Place, parseAddress } from '../address.ts';
import { api } from './live/api.ts';
import type { Lists } from './live/lists.ts';
import type { Model } from './live/model.ts';
import { type OpenPlaces, writeAddress } from './open-places.ts';
import { faultOf } from './state/astray.ts';
import { besideChannel } from './state/threads.ts';

/**
 * Goes where an address of anybody's says. Where it leads nowhere, the user stays where they are and
 * is told so. While nobody is signed in, the address waits in the browser.
 */
export type Follow = (address: string, asStep?: boolean) => Promise<void>;

const PATIENCE_MS = 3_000;
const patience = () => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));

export function createFollow({ state }: Model, places: OpenPlaces, lists: Lists): Follow {
  async function follow(given: string, asStep = false): Promise<void> {
    if (places.owner.value === undefined) return writeAddress(given);
    const place = parseAddress(given);
    // A notification names a thread as it names a channel.
    const to = place && besideChannel(state.value, place);
    const begun = places.steps();
    let why = state.value && faultOf(state.value, to);
    if (why === 'channel' || why === 'message' || why === 'person') {
      const read = why === 'person' ? lists.refreshUsers : lists.refreshChannels;
      // The list may be older than the address. Offline it does not come, and what is known counts.
      await Promise.race([read(), patience()]);
      why = state.value && faultOf(state.value, to);
    }
    if (state.value === undefined || places.steps() !== begun) return;
    if (to === undefined || (why !== undefined && why !== 'message')) return refuse(to, why);
    const there = why === 'message' ? { ...to, seq: undefined } : to;
    places.show(there, { asStep, why: why && { why } });
  }

  async function refuse(to: Place | undefined, why: ReturnType<typeof faultOf>): Promise<void> {
    const { address, astray } = places;
    if (address.value !== undefined) writeAddress(address.value);
    astray.value = { why: why ?? 'unknown' };
    if (to?.kind === 'channel') await offerToJoin(to);
  }

  async function offerToJoin(to: ChannelPlace): Promise<void> {
    const said = places.astray.value;
    const { channels } = await api.joinable().catch(() => ({ channels: [] }));
    const channel = channels.find(({ id }) => id === to.channelId);
    if (channel === undefined || places.astray.value !== said) return;
    places.astray.value = { why: 'joinable', channel, to };
  }

  return follow;
}
