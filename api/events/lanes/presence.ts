import { type PresenceWatch, presenceDelta } from '../../presence/watch.ts';
import { type Chunk, frame, toChunk } from '../frame.ts';
import type { Lane } from './lane.ts';

/** Tells each stream how presence has changed since the stream was last told. */
export function createPresenceLane(watch: PresenceWatch): Lane {
  let newest: { from: unknown; to: unknown; chunk: Chunk } | undefined;

  /** Streams that were last told the same presence share a chunk. */
  function chunkFrom(said: PresenceWatch['current']): Chunk {
    if (newest?.from !== said || newest.to !== watch.current) {
      const data = JSON.stringify(presenceDelta(said, watch.current));
      const chunk = toChunk(frame('presence.changed', data));
      newest = { from: said, to: watch.current, chunk };
    }
    return newest.chunk;
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
    onChange: (listener) => watch.onChange(() => listener(undefined)),
  };
}
