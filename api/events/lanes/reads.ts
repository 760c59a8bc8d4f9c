import { frame, toChunk } from '../frame.ts';
import type { Lane, LaneStream } from './lane.ts';

/** How far back a notice looks, in seconds: longer than the time from a change to its notice. */
const RECENT_S = 6;
/** The same after a gap: the connection that delivers notices may have been dead for long. */
const AFTER_A_GAP_S = 600;

export interface MovedRead {
  userId: string;
  channelId: string;
  seq: number;
}

export interface ReadsLane extends Lane {
  /** Read positions of the user have moved; where undefined, those of anybody may have. */
  ring(userId: string | undefined): Promise<void>;
}

/** Tells each stream of a user the user's new read positions, each once. */
export function createReadsLane(
  findMoved: (userIds: readonly string[], withinSeconds: number) => Promise<readonly MovedRead[]>,
): ReadsLane {
  const byUser = new Map<string, Set<ReadsStream>>();
  const listeners: ((userId: string) => void)[] = [];

  return {
    open({ userId }) {
      const streams = byUser.get(userId) ?? new Set();
      const stream = new ReadsStream(() => {
        streams.delete(stream);
        if (streams.size === 0) byUser.delete(userId);
      });
      byUser.set(userId, streams.add(stream));
      return stream;
    },
    onChange: (listener) => void listeners.push(listener),
    async ring(userId) {
      const asked = userId === undefined ? [...byUser.keys()] : [userId];
      const readers = asked.filter((reader) => byUser.has(reader));
      if (readers.length === 0) return;
      const moved = await findMoved(readers, userId === undefined ? AFTER_A_GAP_S : RECENT_S);
      for (const { userId: reader, channelId, seq } of moved) {
        for (const stream of byUser.get(reader) ?? []) stream.tell(channelId, seq);
      }
      for (const reader of new Set(moved.map((read) => read.userId))) {
        for (const listener of listeners) listener(reader);
      }
    },
  };
}

class ReadsStream implements LaneStream {
  readonly close: () => void;
  /** Read positions by channel id: those to be sent, and those that were told last. */
  readonly #due = new Map<string, number>();
  readonly #told = new Map<string, number>();

  constructor(close: () => void) {
    this.close = close;
  }

  tell(channelId: string, seq: number): void {
    if (this.#told.get(channelId) === seq) return;
    this.#told.set(channelId, seq);
    this.#due.set(channelId, seq);
  }

  take() {
    if (this.#due.size === 0) return undefined;
    const frames = [...this.#due].map(([channelId, seq]) =>
      frame('read.updated', JSON.stringify({ channelId, seq })),
    );
    this.#due.clear();
    return toChunk(frames.join(''));
  }
}
