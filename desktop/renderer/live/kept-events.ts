import { compareCursors } from '../../../api/events/contract.ts';
import type { PresenceChange } from '../../../api/presence/contract.ts';
import type { LiveEvent } from '../state/live-event.ts';
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
   * `ready`, all events after the cursor, and how presence has changed since `ready`. Undefined if
   * some of them are not kept, or the cursor is of another log.
   */
  after(cursor: string): Arrived[] | undefined;
}

/** @param cursor where the events begin */
export function keepEvents(cursor: string): KeptEvents {
  let ready: Extract<LiveEvent, { event: 'ready' }> | undefined;
  /** By user, the newest change of presence since `ready`, and the count with it. */
  const changes = new Map<string, PresenceChange>();
  let online = 0;
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
          changes.clear();
        } else if (event.event === 'presence.changed') {
          online = event.data.online;
          for (const change of event.data.changes) changes.set(change.userId, change);
        }
      }
      return fresh.filter(keep);
    },
    after(from) {
      if (!(compareCursors(from, floor) >= 0)) return undefined;
      const missed = kept.filter(({ id }) => !(compareCursors(id, from) <= 0));
      if (ready === undefined) return missed;
      const data = { online, changes: [...changes.values()] };
      const since: Arrived[] =
        data.changes.length === 0 ? [] : [{ event: { event: 'presence.changed', data } }];
      return [{ event: ready }, ...missed, ...since];
    },
  };
}
