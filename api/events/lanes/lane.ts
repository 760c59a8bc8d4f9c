import type { Chunk } from '../frame.ts';

/** What passes beside the log and is not kept: the latest value wins, and nothing queues. */
export interface Lane {
  /** For a stream of the user that begins now. */
  open(userId: string): LaneStream;
  /** `listener` hears that the streams of a user have something to take; all where none is named. */
  onChange(listener: (userId: string | undefined) => void): void;
}

/** A lane as one stream reads it. */
export interface LaneStream {
  /** The latest that this stream has not been told; undefined where there is nothing. */
  take(): Chunk | undefined;
  close(): void;
}
