import { api, Refused } from './api.ts';
import type { Model } from './model.ts';
import type { Naps } from './naps.ts';

/** How long to wait before the pins are asked for again, where the server could not answer. */
const RETRY_MS = 5_000;

export function createPins({ dispatch }: Model, naps: Naps) {
  return {
    async loadPins(channelId: string): Promise<void> {
      dispatch({ type: 'pins-asked', channelId });
      try {
        const { messages } = await api.pins(channelId);
        dispatch({ type: 'pins', channelId, messages });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        if (!error.isPassing) return;
        await naps.sleep(RETRY_MS);
        dispatch({ type: 'pins-missed', channelId });
      }
    },
  };
}
