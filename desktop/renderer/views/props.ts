import type { Preferences } from '../preferences.ts';
import type { State } from '../state/state.ts';
import type { Store } from '../store.ts';

/** What every view is given. */
export interface Props {
  store: Store;
  preferences: Preferences;
}

export type DialogProps = Props & { state: State; close(): void };
