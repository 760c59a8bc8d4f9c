import { singleFlight } from '../lib/single-flight.ts';
import { presenceChanges } from './changes.ts';
import type { Presence, PresenceChange } from './contract.ts';

/** The presence that this node has read last. */
export interface PresenceWatch {
  /** The same object until something changes. */
  readonly current: Presence;
  /** When `current` was last confirmed. */
  readonly asOf: string;
  /** Reads anew; callers share reads, and each gets one that began after its call. */
  refresh(): Promise<void>;
  onChange(listener: () => void): void;
}

export async function createPresenceWatch(read: () => Promise<Presence>): Promise<PresenceWatch> {
  let current = await read();
  let asOf = current.asOf;
  const listeners: (() => void)[] = [];
  const refresh = singleFlight(async () => {
    const now = await read();
    asOf = now.asOf;
    if (now.users === current.users) return;
    if (presenceChanges(current.users, now.users).length === 0) return;
    current = now;
    for (const listener of listeners) listener();
  });
  return {
    get current() {
      return current;
    },
    get asOf() {
      return asOf;
    },
    refresh,
    onChange: (listener) => void listeners.push(listener),
  };
}

/** The data of `presence.changed` that leads from `said` to `current`. */
export function presenceDelta(
  said: Presence,
  current: Presence,
): { online: number; changes: PresenceChange[] } {
  return { online: current.online, changes: presenceChanges(said.users, current.users) };
}
