import type { Reuse, State } from './state.ts';

export function addReuse(state: State, told: Omit<Reuse, 'isDismissed'>): State {
  if (state.reuses.some((known) => isSame(known, told))) return state;
  return { ...state, reuses: [...state.reuses, { ...told, isDismissed: false }] };
}

export function dismissReuse(state: State, dismissed: Reuse): State {
  const reuses = state.reuses.map((one) =>
    isSame(one, dismissed) ? { ...one, isDismissed: true } : one,
  );
  return { ...state, reuses };
}

function isSame(a: Omit<Reuse, 'isDismissed'>, b: Omit<Reuse, 'isDismissed'>): boolean {
  return a.device.id === b.device.id && a.at === b.at;
}
