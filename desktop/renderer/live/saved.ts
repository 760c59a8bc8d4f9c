import { api, Refused } from './api.ts';
import type { Model } from './model.ts';

/** Pages of the list that are read to know which messages are saved. */
const MOST_PAGES = 20;

/** The messages that the user puts aside. */
export function createSaved({ state, dispatch }: Model) {
  return {
    /** Learns which messages are saved, once. */
    async loadSaved(): Promise<void> {
      if (state.peek()?.saved.isListed !== false) return;
      dispatch({ type: 'saved-asked', isListed: true });
      try {
        let before: string | null | undefined;
        for (let pages = 0; pages < MOST_PAGES && before !== null; pages += 1) {
          const { messages, next } = await api.saved(before);
          dispatch({ type: 'saved-listed', messageIds: messages.map(({ id }) => id) });
          before = next;
        }
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        dispatch({ type: 'saved-asked', isListed: false });
      }
    },
    /** @throws Refused */
    async setSaved(messageId: string, isSaved: boolean): Promise<void> {
      await api.setSaved(messageId, isSaved);
      dispatch({ type: 'saved', messageId, isSaved });
    },
  };
}
