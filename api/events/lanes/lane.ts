import type { Chunk } from '../frame.ts';

/** Events beside the log, which are not kept: a stream gets the latest, and nothing queues. */
export interface Lane {
  /** Opens the lane for a stream of the viewer that begins now. */
  open(viewer: LaneViewer): LaneStream;
  /** Calls `listener` with the user whose streams have something to take; undefined for all. */
  onChange(listener: (userId: string | undefined) => void): void;
}

/** Whose stream it is, and the channels that they are in, as the stream goes on. */
export interface LaneViewer {
  readonly userId: string;
  readonly channels: ReadonlySet<string>;
  /** False for an older page, which fails at an event that it does not know. */
  readonly knowsNewEvents: boolean;
}

/** A lane as one stream reads it. */
export interface LaneStream {
  /** The latest value, unless this stream has been told it already; then undefined. */
  take(): Chunk | undefined;
  close(): void;
}
