import { hash } from 'node:crypto';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { createParser, type EventSourceMessage } from 'eventsource-parser';
import type { Random } from '../random.ts';
import type { Failure, Opening, StreamRecord } from '../records.ts';
import { type Clock, noteFailure } from '../request.ts';
import type { Wire } from '../wire.ts';

export interface Follower {
  record: StreamRecord;
  /** Of its newest connection. */
  opening: Opening;
  /** Position of the newest event that came. */
  position(): number;
  /** The newest count of those who are present that it was told. */
  online(): number | undefined;
  /** Why the server ended a stream: reasons, and how often. */
  closings: Map<string, number>;
  /** Does not read, although it is connected. */
  stall(): void;
  goOn(): void;
  /** Breaks its connection off, and comes back after so long; it knows only its cursor then. */
  drop(sleepMs?: number): void;
  stop(): void;
}

interface Options {
  name: string;
  userId: string;
  token: string;
  random: Random;
  wires: readonly Wire[];
  clock: Clock;
  failures: Failure[];
  /** The cursor to begin from; without one it begins where the server says, and never comes back. */
  cursor?: string;
}

const COME_BACK_MS = [50, 400] as const;
/** The server says something every 15 s; after this long it is gone, in milliseconds. */
const WATCHDOG_MS = 20_000;

export const digestOf = (data: string) => hash('sha1', data, 'base64').slice(0, 12);
export const positionOf = (cursor: string) => Number(cursor.split('-').at(-1));

/** A client of the event stream that comes back with its cursor, to whichever node, until stopped. */
export function follow({
  name,
  userId,
  token,
  random,
  wires,
  clock,
  failures,
  cursor,
}: Options): Follower {
  const isOnce = cursor === undefined;
  let lastId = cursor;
  let isStopped = false;
  let isStalled = false;
  let sleepMs = 0;
  let online: number | undefined;
  let response: IncomingMessage | undefined;
  let abort = new AbortController();
  const record: StreamRecord = {
    name,
    userId,
    from: cursor === undefined ? undefined : positionOf(cursor),
    received: [],
    isComplete: !isOnce,
    connects: 0,
    faults: [],
  };
  const opening = { openedAt: Number.POSITIVE_INFINITY, endedAt: Number.POSITIVE_INFINITY };
  const closings = new Map<string, number>();

  function onEvent({ event = '', id, data }: EventSourceMessage): void {
    if (id !== undefined) lastId = id;
    const told = JSON.parse(data);
    if (event === 'ready') {
      online = told.presence.online;
      record.from ??= positionOf(id ?? '');
    } else if (event === 'presence.changed') {
      online = told.online;
    } else if (event === 'reset') {
      record.faults.push(`was told to start again: ${told.reason}`);
    } else if (event === 'stream.closing' || event === 'session.ended') {
      closings.set(told.reason, (closings.get(told.reason) ?? 0) + 1);
      if (event === 'session.ended' && !isOnce) record.faults.push('was told its session ended');
    } else if (id !== undefined) {
      const position = positionOf(id);
      record.received.push({ position, type: event, digest: digestOf(data) });
    }
  }

  async function connect(): Promise<void> {
    abort = new AbortController();
    opening.endedAt = Number.POSITIVE_INFINITY;
    const { signal } = abort;
    const headers = {
      authorization: `Bearer ${token}`,
      ...(lastId !== undefined && { 'last-event-id': lastId }),
    };
    const { port } = random.pick(wires);
    const sentAt = clock();
    const options = { port, path: '/api/v1/events', headers, agent: false, signal };
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      get(options, resolve)
        .on('error', reject)
        .setTimeout(WATCHDOG_MS, () => abort.abort());
    });
    if (incoming.statusCode !== 200) {
      incoming.destroy();
      const { statusCode: status = 0 } = incoming;
      noteFailure(failures, 'GET /events', { status, sentAt, answeredAt: clock() });
      if (status === 401 && !isOnce) record.faults.push('was answered 401');
      return;
    }
    record.connects += 1;
    response = incoming;
    opening.openedAt = clock();
    const parser = createParser({
      onEvent: (event) => {
        // What comes after the break is as lost as if it were still on the wire.
        if (!signal.aborted) onEvent(event);
      },
    });
    incoming.setEncoding('utf8').on('data', (text: string) => parser.feed(text));
    if (isStalled) incoming.pause();
    await new Promise((resolve) => incoming.on('close', resolve).on('error', () => undefined));
  }

  async function run(): Promise<void> {
    do {
      await connect().catch(() => undefined);
      opening.endedAt = clock();
      await delay(sleepMs + random.between(...COME_BACK_MS));
      sleepMs = 0;
    } while (!isStopped && !isOnce);
  }
  void run();

  return {
    record,
    opening,
    position: () => (lastId === undefined ? 0 : positionOf(lastId)),
    online: () => online,
    closings,
    stall() {
      isStalled = true;
      response?.pause();
    },
    goOn() {
      isStalled = false;
      response?.resume();
    },
    drop(ms = 0) {
      sleepMs = ms;
      abort.abort();
    },
    stop() {
      isStopped = true;
      abort.abort();
    },
  };
}
