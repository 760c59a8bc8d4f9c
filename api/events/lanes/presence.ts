import { type PresenceWatch, presenceDelta } from '../../presence/watch.ts';
import { type Chunk, frame, toChunk } from '../frame.ts';
import type { Lane } from './lane.ts';

/** Tells each stream what has changed in who is present since it was last told. */
export function createPresenceLane(watch: PresenceWatch): Lane {
  let newest: { from: unknown; to: unknown; chunk: Chunk } | undefined;

  /** The same chunk for all who were told the same. */
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
