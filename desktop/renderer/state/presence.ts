import type { Presence, PresenceChange, PresentUser } from '../../../api/presence/contract.ts';
import { fromNumbers } from '../../../api/presence/numbers.ts';
import type { State } from './state.ts';

type Status = PresentUser['status'];
export type Present = Pick<State, 'presence' | 'strangers'>;

/** Who is connected, as the stream says at its beginning. */
export function presentAt(users: State['users'], { users: named, numbers }: Presence): Present {
  if (numbers === undefined) {
    return {
      presence: new Map(named.map(({ userId, status }) => [userId, { status }])),
      strangers: new Map(),
    };
  }
  return recognised({ presence: new Map(), strangers: fromNumbers(numbers) }, users);
}

/** The same, once there are other users: some of the strangers may be among them. */
export function recognised({ presence, strangers }: Present, users: State['users']): Present {
  if (strangers.size === 0) return { presence, strangers };
  const found = new Map<string, { status: Status }>(presence);
  const left = new Map(strangers);
  for (const { id, number } of users.values()) {
    const status = number === undefined ? undefined : left.get(number);
    if (number === undefined || status === undefined) continue;
    left.delete(number);
    found.set(id, { status });
  }
  return { presence: found, strangers: left };
}

/**
 * Who is connected after the changes. No stranger is among them: a stream tells of changes when it has told
 * of all who were made known before.
 */
export function presentAfter(
  { presence: before, strangers }: Present,
  changes: readonly PresenceChange[],
): Present {
  const presence = new Map(before);
  for (const { userId, status } of changes) {
    if (status === 'offline') presence.delete(userId);
    else presence.set(userId, { status });
  }
  return { presence, strangers };
}
