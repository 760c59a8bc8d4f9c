import { Buffer } from 'node:buffer';
import { beforeEach, expect, test } from 'vitest';
import type { LogReader } from '../../api/events/event-log.ts';
import type { LoggedEvent } from '../../api/events/logged-event.ts';
import { createTail, type Tail } from '../../api/events/tail.ts';

/** The database's side, as the test has it. */
let log: { epoch: string; floor: number; events: LoggedEvent[] };
let reads: number;
/** What a read waits for once it has looked. */
let answering: Promise<void>;
beforeEach(() => {
  log = { epoch: 'epoch', floor: 0, events: events(1, 3) };
  reads = 0;
  answering = Promise.resolve();
});
const reader: LogReader = {
  async readHead() {
    const { epoch, floor, events } = log;
    const head = { epoch, floor, position: events.at(-1)?.position ?? floor };
    await answering;
    return head;
  },
  async readAfter(position, limit) {
    reads += 1;
    const page = log.events.filter((event) => event.position > position).slice(0, limit);
    await answering;
    return page;
  },
};

const LIMITS = { events: 5_000, bytes: 10_000_000, batchBytes: 10_000_000 };

function events(from: number, to: number): LoggedEvent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => ({
    position: from + index,
    type: 'message.created',
    channelId: 'channel',
    userId: null,
    memberIds: null,
    messageId: null,
    keepsText: null,
    isPublic: false,
    data: `{"é":${from + index}}`,
  }));
}

async function setUp() {
  const tail = await createTail(reader, LIMITS);
  const told: string[] = [];
  tail.onAppend(() => told.push(`appended ${tail.position}`));
  tail.onReset(() => told.push(`reset ${tail.epoch} ${tail.position}`));
  return { tail, told };
}

const textAfter = (tail: Tail, position: number) =>
  Buffer.concat(tail.window.after(position)?.entries.map(({ frame }) => frame) ?? []).toString();

/** Holds what the database answers from now on. */
function hold(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  answering = promise;
  return () => {
    answering = Promise.resolve();
    resolve();
  };
}

test('it starts at the head, and tells of nothing that was there before', async () => {
  log.floor = 1;
  const { tail, told } = await setUp();
  expect([tail.epoch, tail.position, tail.floor]).toEqual(['epoch', 3, 1]);
  expect(tail.window.after(2)).toBeUndefined();
  await tail.ring();
  expect(told).toEqual([]);
});

test('rung, it reads what is new, framed for all with the id to go on from', async () => {
  const { tail, told } = await setUp();
  log.events.push(...events(4, 5));
  await tail.ring();
  expect(told).toEqual(['appended 5']);
  expect(textAfter(tail, 4)).toBe('id: epoch-5\nevent: message.created\ndata: {"é":5}\n\n');
});

test.each([
  [999, 1],
  [1_000, 2],
  [2_500, 3],
])('%i new events take %i reads', async (count, expected) => {
  const { tail } = await setUp();
  log.events.push(...events(4, 3 + count));
  await tail.ring();
  expect([tail.position, reads]).toEqual([3 + count, expected]);
});

test('a frame keeps no more memory than its own', async () => {
  const { tail } = await setUp();
  tail.offer(events(4, 4));
  const [entry] = tail.window.after(3)?.entries ?? [];
  expect(entry?.frame.buffer.byteLength).toBe(entry?.frame.byteLength);
});

test('what follows is taken as it is offered, and not read', async () => {
  const { tail, told } = await setUp();
  expect(tail.offer(events(4, 5))).toBe(true);
  expect([tail.position, told, reads]).toEqual([5, ['appended 5'], 0]);
});

test('what does not follow is not taken, and what there is already is enough', async () => {
  const { tail, told } = await setUp();
  expect(tail.offer(events(5, 5))).toBe(false);
  expect(tail.offer(events(2, 3))).toBe(true);
  expect(tail.offer(events(3, 4))).toBe(false);
  expect(tail.offer([])).toBe(true);
  expect([tail.position, told]).toEqual([3, []]);
});

test('what is offered while it is read comes once', async () => {
  const { tail, told } = await setUp();
  log.events.push(...events(4, 6));
  const answer = hold();
  const ringing = tail.ring();
  tail.offer(events(4, 5));
  answer();
  await ringing;
  expect(told).toEqual(['appended 5', 'appended 6']);
  expect(tail.window.after(3)?.entries.map(({ position }) => position)).toEqual([4, 5, 6]);
});

test('refreshed, it reads what is new, and a log that goes on is the same', async () => {
  const { tail, told } = await setUp();
  log.events.push(...events(4, 4));
  log.floor = 2;
  await tail.refresh();
  expect(told).toEqual(['appended 4']);
  expect(tail.floor).toBe(2);
});

test('one that moves on while the head is read is no other log', async () => {
  const { tail, told } = await setUp();
  const answer = hold();
  const refreshing = tail.refresh();
  tail.offer(events(4, 5));
  log.events.push(...events(4, 5));
  answer();
  await refreshing;
  expect(told).toEqual(['appended 5']);
});

test.each([
  ['another epoch', { epoch: 'restored', events: events(1, 3) }, 'reset restored 3'],
  ['fewer events than were seen', { events: events(1, 2) }, 'reset epoch 2'],
  ['nothing left of what comes next', { floor: 7, events: events(8, 9) }, 'reset epoch 9'],
])('a log with %s begins anew', async (_, change, reset) => {
  const { tail, told } = await setUp();
  Object.assign(log, change);
  await tail.refresh();
  expect(told).toEqual([reset]);
  const { position } = tail;
  tail.offer(events(position + 1, position + 1));
  expect(textAfter(tail, position)).toContain(`id: ${tail.epoch}-${position + 1}\n`);
});

test('a log of which just what was seen is gone goes on', async () => {
  const { tail, told } = await setUp();
  Object.assign(log, { floor: 3, events: events(4, 4) });
  await tail.refresh();
  expect(told).toEqual(['appended 4']);
});
