import type { User } from '../../../api/users/contract.ts';
import { withUsers } from './names.ts';
import { isUndisturbed } from './quiet.ts';
import type { State } from './state.ts';

/** Takes away every status and every "do not disturb" that has ended by itself. */
export function withoutEnded(state: State, now: Date): State {
  const ended = [...state.users.values()].filter((user) => withoutOwnEnded(user, now) !== user);
  const me = withoutOwnEnded(state.me, now);
  if (ended.length === 0 && me === state.me) return state;
  const users = new Map(state.users);
  for (const user of ended) users.set(user.id, withoutOwnEnded(user, now));
  return { ...withUsers(state, users), me };
}

function withoutOwnEnded(user: User, now: Date): User {
  const { status, doNotDisturbUntil } = user;
  const isOver = doNotDisturbUntil !== null && !isUndisturbed(user, now);
  const isPast = status?.until !== undefined && Date.parse(status.until) <= now.getTime();
  if (!isOver && !isPast) return user;
  return {
    ...user,
    doNotDisturbUntil: isOver ? null : doNotDisturbUntil,
    status: isPast ? null : status,
  };
}
