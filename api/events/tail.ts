import { singleFlight } from '../lib/single-flight.ts';
import type { Entry } from './batch.ts';
import { formatCursor } from './cursor.ts';
import type { LogReader } from './event-log.ts';
import { frame } from './frame.ts';
import type { LoggedEvent } from './logged-event.ts';
import { audienceOf } from './visibility.ts';
import { EventWindow, type WindowLimits } from './window.ts';

const PAGE = 1_000;

/** This node's view of the log's end. */
export interface Tail {
  readonly epoch: string;
  readonly position: number;
  /** The newest position that is no longer kept. */
  readonly floor: number;
  readonly window: EventWindow;
  /**
   * Takes events that this node has committed itself, so that they need not be read.
   *
   * @returns false where they have to be read all the same, since other events come before them
   */
  offer(events: readonly LoggedEvent[]): boolean;
  /** Reads new events; callers share reads. Resolves when all from before the call are read. */
  ring(): Promise<void>;
  /** The same, and first checks whether it is still the same log. */
  refresh(): Promise<void>;
  onAppend(listener: () => void): void;
  /** Called when cursors are void: the log was restored, or retention has overtaken this node. */
  onReset(listener: () => void): void;
  /** Called when texts were dropped that pages of the log, once read, may still have. */
  onSupersede(listener: () => void): void;
}

/** Starts at the head of the log. Older events are read from the database (see `createHistory`). */
export async function createTail(log: LogReader, limits: WindowLimits): Promise<Tail> {
  let head = await log.readHead();
  let window = new EventWindow(head.position, limits);
  const appended: (() => void)[] = [];
  const reset: (() => void)[] = [];
  const superseded: (() => void)[] = [];

  async function readNew(): Promise<void> {
    for (;;) {
      const events = await log.readAfter(window.position, PAGE);
      // Some may have been offered meanwhile.
      add(events.filter((event) => event.position > window.position));
      if (events.length < PAGE) return;
    }
  }

  function add(events: readonly LoggedEvent[]): void {
    if (events.length === 0) return;
    for (const event of events) supersedeBefore(event);
    window.append(events.map((event) => toEntry(head.epoch, event)));
    for (const listener of appended) listener();
  }

  /** As the log itself has done, for which see `append`. */
  function supersedeBefore({ type, messageId, keepsText, data }: LoggedEvent): void {
    if (messageId === null || keepsText) return;
    if (type !== 'message.updated' && type !== 'message.deleted') return;
    window.supersede(messageId, (entry) => toEntry(head.epoch, { ...entry, data }));
    for (const listener of superseded) listener();
  }

  async function checkHead(): Promise<void> {
    // The window may move on while the head is read; that is no sign of another log.
    const seen = window.position;
    const now = await log.readHead();
    const isRestored = now.epoch !== head.epoch || now.position < seen;
    // Retention has overtaken a node that was cut off for long: its followers miss the same events.
    const isOvertaken = now.floor > window.position;
    head = now;
    if (!isRestored && !isOvertaken) return;
    window = new EventWindow(now.position, limits);
    for (const listener of reset) listener();
  }

  const ring = singleFlight(readNew);
  const refresh = singleFlight(async () => {
    await checkHead();
    await ring();
  });

  return {
    get epoch() {
      return head.epoch;
    },
    get position() {
      return window.position;
    },
    get floor() {
      return head.floor;
    },
    get window() {
      return window;
    },
    offer(events) {
      if (events[0]?.position === window.position + 1) add(events);
      return (events.at(-1)?.position ?? 0) <= window.position;
    },
    ring,
    refresh,
    onAppend: (listener) => void appended.push(listener),
    onReset: (listener) => void reset.push(listener),
    onSupersede: (listener) => void superseded.push(listener),
  };
}

/** Encodes an event for all who will get it. */
export function toEntry(epoch: string, { data, ...event }: LoggedEvent): Entry {
  const text = frame(event.type, data, formatCursor(epoch, event.position));
  // Small buffers share blocks of 64 KiB with others, and the window would keep a whole block in
  // memory for one frame in it.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return { ...event, audience: audienceOf(event), frame: bytes };
}
