import { type Signal, signal } from '@preact/signals';
import { type Action, reduce } from '../state/reduce.ts';
import type { State } from '../state/state.ts';

export interface Model {
  /** Undefined while nobody is signed in. */
  readonly state: Signal<State | undefined>;
  /**
   * Applies all actions, then publishes the new state once. Does nothing while nobody is signed in.
   */
  dispatch(...actions: readonly Action[]): void;
  onChange(listener: (before: State, after: State) => void): void;
}

export function createModel(): Model {
  const state = signal<State | undefined>(undefined);
  const listeners: ((before: State, after: State) => void)[] = [];
  return {
    state,
    dispatch(...actions) {
      const before = state.value;
      if (before === undefined) return;
      const after = actions.reduce(reduce, before);
      if (after === before) return;
      state.value = after;
      for (const listener of listeners) listener(before, after);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
