import { keyOf, type MessageLink } from '../state/linked.ts';
import { api, Refused } from './api.ts';
import type { Model } from './model.ts';

/** Messages of a channel that are no further from the first are read by one request with it. */
const NEAR = 30;
/** Links that come onto the screen within this time are asked for together. */
const GATHER_MS = 30;

/**
 * Reads the messages to which links on the screen lead, each once, with the user's own rights. One
 * request follows the other, so that a page full of links does not become a burst.
 */
export function createLinked({ state, dispatch }: Model) {
  const wanted = new Map<string, MessageLink>();
  let isReading = false;

  async function readAll(): Promise<void> {
    for (;;) {
      const [first] = wanted.values();
      if (first === undefined) return;
      const links = [...wanted.values()].filter(
        ({ channelId, seq }) => channelId === first.channelId && Math.abs(seq - first.seq) < NEAR,
      );
      await read(first.channelId, links);
      for (const link of links) wanted.delete(keyOf(link));
    }
  }

  async function read(channelId: string, links: readonly MessageLink[]): Promise<void> {
    const all = links.map(({ seq }) => seq);
    const after = Math.min(...all) - 1;
    try {
      const { messages } = await api.messages(channelId, {
        after,
        limit: Math.max(...all) - after,
      });
      dispatch({ type: 'linked', links, messages });
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      // After a passing fault the link asks again, once the connection is back.
      if (!error.isPassing) dispatch({ type: 'linked', links, messages: [] });
    }
  }

  return {
    loadLinked(link: MessageLink): void {
      if (state.value?.linked.has(keyOf(link)) !== false) return;
      wanted.set(keyOf(link), link);
      if (isReading) return;
      isReading = true;
      setTimeout(() => void readAll().finally(() => (isReading = false)), GATHER_MS);
    },
  };
}
