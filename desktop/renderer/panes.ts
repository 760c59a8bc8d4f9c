import { signal } from '@preact/signals';
import type { Pane } from './state/pane.ts';

export type Panes = ReturnType<typeof createPanes>;

/** What is open beside the conversation. */
export function createPanes() {
  const pane = signal<Pane | undefined>(undefined);
  return {
    pane,
    openPane(shown: Pane): void {
      pane.value = shown;
    },
    closePane(): void {
      pane.value = undefined;
    },
  };
}
