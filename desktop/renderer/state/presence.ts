import type { PresenceChange, PresentUser } from '../../../api/presence/contract.ts';

/** Who is connected after the changes, by id. */
export function presentAfter(
  present: ReadonlyMap<string, PresentUser>,
  changes: readonly PresenceChange[],
): Map<string, PresentUser> {
  const after = new Map(present);
  for (const change of changes) {
    if (change.status === 'offline') after.delete(change.userId);
    else after.set(change.userId, change);
  }
  return after;
}
