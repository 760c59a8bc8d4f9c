import { gathered } from '../../lib/gathered.ts';
import { type PresenceWatch, presenceDelta } from '../../presence/watch.ts';
import { type Chunk, frame, toChunk } from '../frame.ts';
import type { Lane } from './lane.ts';

/** Where more changes than these come one after another, those of so many milliseconds are told together. */
const BURST = 8;
const GATHER_MS = 250;

/** Tells each stream how presence has changed since the stream was last told. */
export function createPresenceLane(watch: PresenceWatch): Lane {
  let newest: { to: unknown; from: Map<unknown, Chunk | undefined> } = { to: {}, from: new Map() };

  /** Streams that were last told the same presence share a chunk; undefined where it is as it was. */
  function chunkFrom(said: PresenceWatch['current']): Chunk | undefined {
    if (newest.to !== watch.current) newest = { to: watch.current, from: new Map() };
    if (!newest.from.has(said)) newest.from.set(said, makeChunk(said));
    return newest.from.get(said);
  }

  function makeChunk(said: PresenceWatch['current']): Chunk | undefined {
    const delta = presenceDelta(said, watch.current);
    if (delta.changes.length === 0) return undefined;
    return toChunk(frame('presence.changed', JSON.stringify(delta)));
  }

  return {
    open() {
      let said = watch.current;
      return {
        take() {
          if (said === watch.current) return undefined;
          const chunk = chunkFrom(said);
          said = watch.current;
          return chunk;
        },
        close: () => undefined,
      };
    },
    onChange: (listener) => watch.onChange(gathered(() => listener(undefined), GATHER_MS, BURST)),
  };
}
