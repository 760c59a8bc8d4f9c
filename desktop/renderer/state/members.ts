import type { User } from '../../../api/users/contract.ts';
import type { State } from './state.ts';

/** Notes that somebody is in a channel from this event on, or is not. */
export function withMember(
  state: State,
  { channelId, userId }: { channelId: string; userId: string },
  isIn: boolean,
): State {
  const changed = new Map(state.memberships.get(channelId)).set(userId, isIn);
  return { ...state, memberships: new Map(state.memberships).set(channelId, changed) };
}

/** The members of the general channel. */
export function everyoneOf({ users }: State): readonly User[] {
  return [...users.values()].filter(({ kind }) => kind !== 'bot');
}

/** A channel's members: as the server has listed them, with those who have come or gone since. */
export function membersOf(
  { memberships, users }: State,
  channelId: string,
  listed: readonly User[],
): readonly User[] {
  const changed = memberships.get(channelId);
  if (changed === undefined) return listed;
  const ids = new Set(listed.map(({ id }) => id));
  const joined = [...changed]
    .filter(([id, isIn]) => isIn && !ids.has(id))
    .flatMap(([id]) => users.get(id) ?? []);
  return [...listed.filter(({ id }) => changed.get(id) !== false), ...joined];
}
