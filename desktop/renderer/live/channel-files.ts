import { api, Refused } from './api.ts';
import { newId } from './ids.ts';
import type { Model } from './model.ts';

/** The list of a channel's files, page by page, while it is looked at. */
export function createChannelFiles({ state, dispatch }: Model) {
  return {
    /** Reads the first page, or the next one. Does nothing where one is on its way, or all is there. */
    async loadFiles(channelId: string): Promise<void> {
      const files = state.peek()?.files;
      const known = files?.channelId === channelId ? files : undefined;
      if (known?.asking !== undefined) return;
      if (known?.listed !== undefined && known.next === null) return;
      const ask = newId();
      dispatch({ type: 'files-asked', channelId, ask });
      try {
        const page = await api.files(channelId, known?.next ?? undefined);
        dispatch({ type: 'files', ask, page });
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        dispatch({ type: 'files-missed', ask });
      }
    },
    /** Nobody looks at it any more. */
    closeFiles: () => dispatch({ type: 'files-closed' }),
  };
}
