import type { PresenceChange, PresentUser } from './contract.ts';

/** The changes from `before` to `after`: users who came or changed, then users who are gone. */
export function presenceChanges(
  before: readonly PresentUser[],
  after: readonly PresentUser[],
): PresenceChange[] {
  const known = new Map(before.map((user) => [user.userId, user]));
  const present = new Set(after.map((user) => user.userId));
  const changed = after.filter((user) => !isSame(known.get(user.userId), user));
  const gone = before.filter((user) => !present.has(user.userId));
  return [...changed, ...gone.map(({ userId }) => ({ userId, status: 'offline' as const }))];
}

function isSame(before: PresentUser | undefined, after: PresentUser): boolean {
  return (
    before !== undefined &&
    before.status === after.status &&
    before.since === after.since &&
    before.displayName === after.displayName &&
    before.username === after.username
  );
}
