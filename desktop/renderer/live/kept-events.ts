import { compareCursors } from '../../../api/events/contract.ts';
import type { PresentUser } from '../../../api/presence/contract.ts';
import type { LiveEvent } from '../state/live-event.ts';
import { presentAfter } from '../state/presence.ts';
import type { Arrived } from './event-reader.ts';

/** A tab that is further behind than this reads a new snapshot. */
export const MOST_KEPT = 200;

/** The newest events of a stream, for the tabs that join it. */
export interface KeptEvents {
  /**
   * Keeps the events, and returns those to apply: none that have been there before, and `ready` and
   * `reset` without their ids, which are no events of the log.
   */
  add(events: readonly Arrived[]): Arrived[];
  /**
   * All events after the cursor, and before them a `ready` with the latest presence. Undefined if
   * some of them are not kept, or the cursor is of another log.
   */
  after(cursor: string): Arrived[] | undefined;
}

/** @param cursor where the events begin */
export function keepEvents(cursor: string): KeptEvents {
  let ready: Extract<LiveEvent, { event: 'ready' }> | undefined;
  let present: ReadonlyMap<string, PresentUser> = new Map();
  const kept: (Arrived & { id: string })[] = [];
  /** The cursors before the first and after the last kept event. */
  let [floor, head] = [cursor, cursor];

  function keep({ event, id }: Arrived): boolean {
    if (id === undefined) return true;
    if (compareCursors(id, head) <= 0) return false;
    head = id;
    kept.push({ event, id });
    if (kept.length > MOST_KEPT) floor = kept.shift()?.id ?? floor;
    return true;
  }

  return {
    add(events) {
      const fresh = events.map(({ event, id }) =>
        event.event === 'ready' || event.event === 'reset' ? { event } : { event, id },
      );
      for (const { event } of fresh) {
        if (event.event === 'ready') {
          ready = event;
          present = new Map(event.data.presence.users.map((user) => [user.userId, user]));
        } else if (event.event === 'presence.changed') {
          present = presentAfter(present, event.data.changes);
        }
      }
      return fresh.filter(keep);
    },
    after(from) {
      if (!(compareCursors(from, floor) >= 0)) return undefined;
      const missed = kept.filter(({ id }) => !(compareCursors(id, from) <= 0));
      if (ready === undefined) return missed;
      const { data } = ready;
      const presence = { ...data.presence, online: present.size, users: [...present.values()] };
      return [{ event: { ...ready, data: { ...data, presence } } }, ...missed];
    },
  };
}
