import { Buffer } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from '../../api/events/follower.ts';
import { toBatch } from '../../api/events/follower.ts';
import type { Chunk } from '../../api/events/frame.ts';
import { openWebSink, type Sink, type SinkEvents } from '../../api/events/sink.ts';
import { createStreams, type StreamsDeps } from '../../api/events/streams.ts';
import type { Tail } from '../../api/events/tail.ts';
import { EventWindow } from '../../api/events/window.ts';
import { entry, positionsIn } from '../support/entries.ts';
import { until } from '../support/until.ts';

const LIMITS = { events: 1_000, bytes: 1_000_000, batchBytes: 300 };

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Streams over a log that the test writes; everyone is in the one channel. */
function setUp(other: Partial<StreamsDeps> = {}) {
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
    offer: () => undefined,
    ring: async () => undefined,
    refresh: async () => undefined,
    onAppend: (listener) => void appended.push(listener),
    onReset: (listener) => void reset.push(listener),
  };
  const faults: unknown[] = [];
  const streams = createStreams({
    tail,
    history: async (_, position) => toBatch(log.slice(position, position + 3)),
    presence: {
      current: { online: 0, users: [], asOf: '', maxStalenessMs: 0 },
      asOf: '',
      refresh: async () => undefined,
      onChange: () => undefined,
    },
    channelsAt: async () => new Set(['channel']),
    findEnded: async () => new Map(),
    findMovedReads: async () => [],
    streamsPerCredential: 0,
    onDelivered: () => undefined,
    onResumed: () => undefined,
    onFault: (error) => faults.push(error),
    ...other,
  });
  return {
    streams,
    faults,
    /** Resolves when all who have room have been written to. */
    async append(count: number): Promise<void> {
      const entries = Array.from({ length: count }, (_, index) => entry(log.length + index + 1));
      log.push(...entries);
      window.append(entries);
      for (const listener of appended) listener();
      await nextTurn();
    },
    /** A node that starts anew has nothing in memory. */
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

/** A sink whose reader takes what it is given, or does not. */
function openTestSink() {
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

const credential = {
  kind: 'api-token',
  id: 'credential',
  userId: 'bob',
  username: 'bob',
  role: 'member',
  tokenDigest: '',
  scopes: ['read'],
} as const;
type Streams = ReturnType<typeof setUp>['streams'];
const prepare = (streams: Streams, cursor?: string) =>
  streams.open({ credential, session: undefined, cursor });

async function openStream(streams: Streams, cursor?: string) {
  const reader = openTestSink();
  (await prepare(streams, cursor)).start(reader.open);
  return reader;
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

test('one that does not read gets nothing more until it does, then all that it has missed', async () => {
  const { streams, append } = setUp();
  const [slow, other] = [await openStream(streams), await openStream(streams)];
  slow.hasRoom = false;
  await append(1);
  const held = slow.chunks.length;
  for (let round = 0; round < 50; round += 1) await append(1);
  expect(slow.chunks.length).toBe(held);
  expect(other.positions()).toEqual(numbers(1, 51));
  slow.drain();
  expect(slow.positions()).toEqual(numbers(1, 51));
});

test('what is appended during a fan-out goes to the later ones together with what began it', async () => {
  const { streams, append } = setUp();
  const readers = await Promise.all(Array.from({ length: 10 }, () => openStream(streams)));
  const [first, last] = [readers[0], readers.at(-1)];
  const opening = first?.chunks.length ?? 0;
  let second: Promise<void> | undefined;
  for (const reader of readers) {
    reader.onChunk = () => {
      // Each takes longer than a fan-out may keep others waiting.
      const from = performance.now();
      while (performance.now() - from < 2);
      second ??= nextTurn().then(() => append(1));
    };
  }
  await append(1);
  await second;
  await until(() => readers.every((reader) => reader.positions().length === 2));
  for (const reader of readers) expect(reader.positions()).toEqual([1, 2]);
  expect(first?.chunks.length).toBe(opening + 2);
  expect(last?.chunks.length).toBe(opening + 1);
});

test('what was missed comes in chunks of bounded size, each when there is room', async () => {
  const { streams, append } = setUp();
  const slow = await openStream(streams);
  slow.hasRoom = false;
  await append(1);
  for (let round = 0; round < 50; round += 1) await append(1);
  const held = slow.chunks.length;
  slow.drain(false);
  expect(slow.chunks.length).toBe(held + 1);
  while (slow.positions().at(-1) !== 51) slow.drain(false);
  for (const { bytes } of slow.chunks) expect(bytes.byteLength).toBeLessThanOrEqual(300);
  expect(slow.positions()).toEqual(numbers(1, 51));
});

test('one that makes no room for a minute is told too-slow, and let go', async () => {
  const { streams, append } = setUp();
  const [slow, other] = [await openStream(streams), await openStream(streams)];
  slow.hasRoom = false;
  await append(1);
  vi.setSystemTime(Date.now() + 59_000);
  streams.tick();
  expect(slow.isEnded).toBe(false);
  vi.setSystemTime(Date.now() + 2_000);
  streams.tick();
  expect(slow.isEnded).toBe(true);
  expect(slow.text()).toMatch(
    /retry: \d+\nevent: stream.closing\ndata: {"reason":"too-slow"}\n\n$/,
  );
  expect(other.isEnded).toBe(false);
  expect(streams.size).toBe(1);
});

test('a stream to which nothing was written for 15 seconds gets a ping, a busy one does not', async () => {
  const { streams, append } = setUp();
  const stream = await openStream(streams);
  vi.setSystemTime(Date.now() + 14_000);
  streams.tick();
  expect(stream.text()).not.toContain('event: ping');
  await append(1);
  vi.setSystemTime(Date.now() + 14_000);
  streams.tick();
  expect(stream.text()).not.toContain('event: ping');
  vi.setSystemTime(Date.now() + 1_000);
  streams.tick();
  expect(stream.text()).toMatch(/event: ping\ndata: {"at":".*"}\n\n$/);
});

test('one below the window reads history and goes on from the window, without gap or repeat', async () => {
  const { streams, append, forgetWindow } = setUp();
  await append(20);
  forgetWindow();
  const stream = await openStream(streams, 'epoch-4');
  await append(5);
  await until(() => stream.positions().at(-1) === 25);
  expect(stream.positions()).toEqual(numbers(5, 25));
});

test('a read of history that failed is made up for', async () => {
  const broken = new Error('the database is away');
  let isAway = true;
  const all = numbers(1, 20).map((position) => entry(position));
  const { streams, append, forgetWindow, faults } = setUp({
    history: async (_, position) => {
      if (isAway) throw broken;
      return toBatch(all.slice(position));
    },
  });
  await append(20);
  forgetWindow();
  const stream = await openStream(streams, 'epoch-4');
  await until(() => faults.length > 0);
  expect(stream.positions()).toEqual([]);
  isAway = false;
  streams.tick();
  await until(() => stream.positions().at(-1) === 20);
  expect(stream.positions()).toEqual(numbers(5, 20));
});

test('a restored log is told to every stream, with the id to go on from', async () => {
  const { streams, append, restore } = setUp();
  await append(20);
  const stream = await openStream(streams);
  restore('restored', 10);
  await until(() => stream.text().includes('event: reset'));
  expect(stream.text()).toMatch(/id: restored-10\nevent: reset\ndata: {"reason":".*"}\n\n$/);
  await append(2);
  expect(stream.positions()).toEqual([11, 12]);
});

test('a reset that the database was not there to prepare is made up for', async () => {
  let isAway = false;
  const { streams, append, restore, faults } = setUp({
    channelsAt: async () => {
      if (isAway) throw new Error('the database is away');
      return new Set(['channel']);
    },
  });
  await append(20);
  const stream = await openStream(streams);
  isAway = true;
  restore('restored', 10);
  await until(() => faults.length > 0);
  isAway = false;
  await append(2);
  streams.tick();
  await until(() => stream.text().includes('event: reset'), 1_000);
  expect(stream.positions()).toEqual([]);
  await append(1);
  expect(stream.positions()).toEqual([13]);
});

test('a stream that is being opened while the server stops is told so too', async () => {
  const { streams } = setUp();
  const [open, late] = [await openStream(streams), openTestSink()];
  const prepared = await prepare(streams);
  await streams.closeAll();
  expect(open.isEnded).toBe(true);
  prepared.start(late.open);
  streams.tick();
  expect(late.text()).toContain('event: stream.closing\ndata: {"reason":"shutdown"}');
  expect(late.isEnded).toBe(true);
});

test('a web stream whose reader does not pull is not fed, and gets all once it does', async () => {
  const { streams, append } = setUp();
  const prepared = await prepare(streams);
  let body: ReadableStream<Uint8Array> | undefined;
  const room: boolean[] = [];
  prepared.start((events) => {
    const opened = openWebSink(events);
    body = opened.body;
    return {
      write(chunk) {
        const hasRoom = opened.sink.write(chunk);
        room.push(hasRoom);
        return hasRoom;
      },
      end: opened.sink.end,
    };
  });
  for (let round = 0; round < 1_500; round += 1) await append(1);
  const held = room.length;
  expect(room.at(-1)).toBe(false);
  await append(10);
  expect(room.length).toBe(held);
  const got: number[] = [];
  for await (const bytes of body ?? []) {
    got.push(...positionsIn(bytes));
    if (got.at(-1) === 1_510) break;
  }
  expect(got).toEqual(numbers(1, 1_510));
  // The reader went away with the loop.
  expect(streams.size).toBe(0);
});
