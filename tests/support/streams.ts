import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Entry } from '../../api/events/batch.ts';
import { toBatch } from '../../api/events/batch.ts';
import type { Chunk } from '../../api/events/frame.ts';
import { createPresenceLane } from '../../api/events/lanes/presence.ts';
import { createReadsLane } from '../../api/events/lanes/reads.ts';
import type { Sink, SinkEvents } from '../../api/events/sink.ts';
import { Streams, type StreamsDeps } from '../../api/events/streams.ts';
import type { Tail } from '../../api/events/tail.ts';
import { EventWindow } from '../../api/events/window.ts';
import type { PresenceWatch } from '../../api/presence/watch.ts';
import { entry, positionsIn } from './entries.ts';

const LIMITS = { events: 1_000, bytes: 1_000_000, batchBytes: 300 };

/**
 * Resolves when a fan-out to a few streams is over. It takes one turn of the event loop to begin,
 * and one for each slice.
 */
export async function fannedOut(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await nextTurn();
}

type FindMovedReads = Parameters<typeof createReadsLane>[0];

const ABSENT: PresenceWatch = {
  current: { online: 0, users: [], asOf: '', maxStalenessMs: 0 },
  asOf: '',
  refresh: async () => undefined,
  onChange: () => undefined,
};

/** Streams over a log that the test writes; everyone is in the one channel. */
export function setUpStreams({
  findMovedReads = async () => [],
  presence = ABSENT,
  ...other
}: Partial<StreamsDeps & { findMovedReads: FindMovedReads }> = {}) {
  const log: Entry[] = [];
  let window = new EventWindow(0, LIMITS);
  let epoch = 'epoch';
  const appended: (() => void)[] = [];
  const reset: (() => void)[] = [];
  const tail: Tail = {
    get epoch() {
      return epoch;
    },
    get position() {
      return window.position;
    },
    floor: 0,
    get window() {
      return window;
    },
    offer: () => false,
    ring: async () => undefined,
    refresh: async () => undefined,
    onAppend: (listener) => void appended.push(listener),
    onSupersede: () => undefined,
    onReset: (listener) => void reset.push(listener),
  };
  const faults: unknown[] = [];
  const reads = createReadsLane(findMovedReads);
  const streams = new Streams({
    version: '1.2.3',
    tail,
    history: async (_, position) => toBatch(log.slice(position, position + 3)),
    presence,
    lanes: [createPresenceLane(presence), reads],
    channelsAt: async () => new Set(['channel']),
    findEnded: async () => new Map(),
    streamsPerCredential: 0,
    pingIntervalMs: 15_000,
    onResumed: () => undefined,
    onFarewell: () => undefined,
    onFault: (error) => faults.push(error),
    ...other,
  });
  return {
    streams,
    faults,
    tellReads: reads.ring,
    /** Resolves when all who have room have been written to. */
    async append(count: number): Promise<void> {
      const entries = Array.from({ length: count }, (_, index) => entry(log.length + index + 1));
      log.push(...entries);
      window.append(entries);
      for (const listener of appended) listener();
      await fannedOut();
    },
    /** Empties the window, as a restart of the node does. */
    forgetWindow(): void {
      window = new EventWindow(log.length, LIMITS);
    },
    restore(newEpoch: string, position: number): void {
      epoch = newEpoch;
      log.length = position;
      window = new EventWindow(position, LIMITS);
      for (const listener of reset) listener();
    },
  };
}

/** A sink whose reader reads or stops reading, as the test decides. */
export function openTestSink() {
  const chunks: Chunk[] = [];
  let told: SinkEvents | undefined;
  const reader = {
    hasRoom: true,
    isEnded: false,
    chunks,
    onChunk: (): void => undefined,
    text: () => Buffer.concat(chunks.map(({ bytes }) => bytes)).toString(),
    positions: () => positionsIn(Buffer.concat(chunks.map(({ bytes }) => bytes))),
    /** Reads again, for good or until the next chunk. */
    drain(hasRoom = true): void {
      reader.hasRoom = hasRoom;
      told?.onDrain();
    },
    /** Closes the connection. */
    leave: () => told?.onClose(),
    open(events: SinkEvents): Sink {
      told = events;
      return {
        write(chunk) {
          chunks.push(chunk);
          reader.onChunk();
          return reader.hasRoom;
        },
        end() {
          reader.isEnded = true;
          events.onClose();
        },
      };
    },
  };
  return reader;
}

export const credential = {
  kind: 'api-token',
  id: 'credential',
  userId: 'bob',
  username: 'bob',
  role: 'member',
  tokenDigest: '',
  scopes: ['read'],
  expiresAt: null,
} as const;
export const prepare = (streams: Streams, cursor?: string) =>
  streams.open({ credential, session: undefined, cursor, knowsNewEvents: true, presence: 'users' });

export async function openStream(streams: Streams, cursor?: string) {
  const reader = openTestSink();
  (await prepare(streams, cursor)).start(reader.open);
  return reader;
}

export const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
