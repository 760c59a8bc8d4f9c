import type { Chunk } from '../frame.ts';

/** Events beside the log, which are not kept: a stream gets the latest, and nothing queues. */
export interface Lane {
  /** Opens the lane for a stream of the user that begins now. */
  open(userId: string): LaneStream;
  /** Calls `listener` with the user whose streams have something to take; undefined for all. */
  onChange(listener: (userId: string | undefined) => void): void;
}

/** A lane as one stream reads it. */
export interface LaneStream {
  /** The latest value, unless this stream has been told it already; then undefined. */
  take(): Chunk | undefined;
  close(): void;
}
