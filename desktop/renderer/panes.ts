import { batch, signal } from '@preact/signals';
import type { Model } from './live/model.ts';
import type { Pane } from './state/pane.ts';

export type Panes = ReturnType<typeof createPanes>;

/** What is open beside the conversation. A search lasts while it, or a thread that was opened from it, is. */
export function createPanes({ dispatch }: Pick<Model, 'dispatch'>) {
  const pane = signal<Pane | undefined>(undefined);
  return {
    pane,
    openPane(shown: Pane): void {
      batch(() => {
        if (shown.name !== 'search' && shown.name !== 'thread') dispatch(SEARCH_OVER);
        pane.value = shown;
      });
    },
    closePane(): void {
      batch(() => {
        dispatch(SEARCH_OVER);
        pane.value = undefined;
      });
    },
  };
}

const SEARCH_OVER = { type: 'search', query: undefined } as const;
