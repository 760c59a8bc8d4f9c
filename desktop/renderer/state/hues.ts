import type { State } from './state.ts';

export const HUES = 10;

/**
 * The hue of each user's avatar, 0 to 9, by id. They are dealt in the order in which the users were
 * made, so that ten who came one after the other differ, and nobody's changes when somebody comes.
 */
export function huesOf(users: State['users']): Map<string, number> {
  const inOrder = [...users.values()].sort(
    (a, b) => compare(a.createdAt, b.createdAt) || compare(a.id, b.id),
  );
  return new Map(inOrder.map(({ id }, index) => [id, index % HUES]));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
