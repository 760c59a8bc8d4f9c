import { LRUCache } from 'lru-cache';
import { type Encoded, encode } from '../http/encoded.ts';
import { singleFlight } from '../lib/single-flight.ts';
import type { Entry } from './batch.ts';
import type { Tail } from './tail.ts';

export interface SharedListOptions<Value> {
  read(key: string): Promise<Value>;
  /** Whether the event may change the list. */
  isAbout(event: Entry, key: string): boolean;
  /** When the list changes by itself, by `Date.now()`; undefined where it does not. */
  until?(value: Value): number | undefined;
  /** How many lists are kept. */
  most: number;
}

interface Kept {
  encoded: Encoded;
  epoch: string;
  /** The log's position up to which the list is known to be right. */
  upTo: number;
  until: number;
}

interface List {
  kept?: Kept;
  renew(): Promise<Kept>;
}

export interface SharedLists {
  /** What was committed before, on whichever node. */
  get(key: string): Promise<Encoded>;
  /** Reads all of them anew: something has changed that the log does not tell. */
  forget(): void;
}

/**
 * Lists that are the same for all who ask, each read and encoded once until an event of the log changes
 * it.
 */
export function createSharedLists<Value>(
  tail: Pick<Tail, 'epoch' | 'position' | 'window' | 'refresh'>,
  { read, isAbout, until, most }: SharedListOptions<Value>,
): SharedLists {
  const lists = new LRUCache<string, List>({ max: most });

  const begin = (key: string) => ({
    renew: singleFlight(async () => {
      const { epoch, position: upTo } = tail;
      const value = await read(key);
      const encoded = await encode(value);
      return { encoded, epoch, upTo, until: until?.(value) ?? Number.POSITIVE_INFINITY };
    }),
  });

  function isFresh(kept: Kept, key: string): boolean {
    if (kept.epoch !== tail.epoch || kept.until <= Date.now()) return false;
    while (kept.upTo < tail.position) {
      const batch = tail.window.after(kept.upTo);
      if (batch === undefined || batch.entries.some((event) => isAbout(event, key))) return false;
      kept.upTo = batch.to;
    }
    return true;
  }

  return {
    async get(key) {
      await tail.refresh();
      const list: List = lists.get(key) ?? begin(key);
      lists.set(key, list);
      if (list.kept === undefined || !isFresh(list.kept, key)) list.kept = await list.renew();
      return list.kept.encoded;
    },
    // A list that is being read now is not kept either: it may be older than the change.
    forget: () => lists.clear(),
  };
}
