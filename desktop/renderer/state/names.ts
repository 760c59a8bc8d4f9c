import { withoutInvisible } from '../../../api/lib/invisible.ts';
import { looksOf } from '../../../api/lib/look-alikes.ts';
import type { User } from '../../../api/users/contract.ts';
import { facesOf } from './faces.ts';
import { recognised } from './presence.ts';
import type { State } from './state.ts';

/**
 * What each user is called on the page, by id: their display name, and their user name with it where
 * the display name alone could be taken for somebody else. That is one that looks like another user's
 * display name, user name, or both as they are shown here, or in which nothing can be seen.
 */
export function namesOf(users: State['users']): Map<string, string> {
  const all = [...users.values()].map((user) => ({ user, looks: looksOf(user.displayName) }));
  // Only a name with a bracket looks like one with a user name.
  const mayImitate = all.some(({ user }) => /[\p{Ps}\p{Pe}]/u.test(user.displayName));
  const bearers = new Map<string, Set<string>>();
  for (const { user, looks } of all) {
    const shown = mayImitate ? looksOf(withUsername(user)) : [];
    for (const look of [...looks, ...looksOf(user.username), ...shown]) {
      bearers.set(look, (bearers.get(look) ?? new Set()).add(user.id));
    }
  }
  const isDistinct = (look: string) => look !== '' && bearers.get(look)?.size === 1;
  return new Map(
    all.map(({ user, looks }) => [
      user.id,
      looks.every(isDistinct) ? seenName(user) : withUsername(user),
    ]),
  );
}

/**
 * The display name alone, for where the user name stands beside it. One that an older version took may
 * hold characters that turn the direction of what follows.
 */
export function seenName({ displayName }: Pick<User, 'displayName'>): string {
  return withoutInvisible(displayName);
}

/** The state with these users. */
export function withUsers(state: State, users: State['users']): State {
  return {
    ...state,
    users,
    names: isNamedAlike(state.users, users) ? state.names : namesOf(users),
    faces: facesOf(state, users),
    ...recognised(state, users),
  };
}

function isNamedAlike(before: State['users'], after: State['users']): boolean {
  return (
    before.size === after.size &&
    [...after.values()].every(({ id, username, displayName }) => {
      const known = before.get(id);
      return known?.username === username && known.displayName === displayName;
    })
  );
}

const withUsername = (user: User) => `${seenName(user)} (${user.username})`.trimStart();
