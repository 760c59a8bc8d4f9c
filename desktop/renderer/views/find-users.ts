import type { User } from '../../../api/users/contract.ts';
import { fold } from '../state/select.ts';

/** Users whose name or user name contains the words, whatever the case and accents, by name. */
export function findUsers(users: Iterable<User>, words: string): User[] {
  const wanted = fold(words.trim());
  return [...users]
    .filter(({ displayName, username }) => fold(`${displayName} ${username}`).includes(wanted))
    .sort((a, b) => a.displayName.localeCompare(b.displayName));
}
