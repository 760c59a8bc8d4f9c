import { type Chunk, frame, toChunk } from '../frame.ts';
import type { Lane, LaneStream, LaneViewer } from './lane.ts';

export interface PassingLane<Data> extends Lane {
  tell(data: Data, isFor: (viewer: LaneViewer) => boolean): void;
}

/**
 * Tells what passes: of two signs that a stream cannot be sent at once, the newer is sent.
 *
 * @param event its name, which older pages do not know
 */
export function createPassingLane<Data>(event: string): PassingLane<Data> {
  const streams = new Set<PassingStream>();
  const listeners: ((userId: string) => void)[] = [];
  return {
    open(viewer) {
      const stream = new PassingStream(viewer, () => streams.delete(stream));
      streams.add(stream);
      return stream;
    },
    onChange: (listener) => void listeners.push(listener),
    tell(data, isFor) {
      // Encoded once for all who are told.
      const chunk = toChunk(frame(event, JSON.stringify(data)));
      const told = new Set<string>();
      for (const stream of streams) {
        const { viewer } = stream;
        if (!viewer.knowsNewEvents || !isFor(viewer)) continue;
        stream.due = chunk;
        told.add(viewer.userId);
      }
      for (const listener of listeners) for (const userId of told) listener(userId);
    },
  };
}

class PassingStream implements LaneStream {
  readonly viewer: LaneViewer;
  readonly close: () => void;
  due: Chunk | undefined;

  constructor(viewer: LaneViewer, close: () => void) {
    this.viewer = viewer;
    this.close = close;
  }

  take(): Chunk | undefined {
    const { due } = this;
    this.due = undefined;
    return due;
  }
}
