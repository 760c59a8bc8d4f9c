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
   * Takes what this node has committed itself, so that it need not be read.
   *
   * @returns false where some of it is yet to be read, since other events come between
   */
  offer(events: readonly LoggedEvent[]): boolean;
  /** Reads what is new; callers share reads. Resolves when all that was there at the call is in. */
  ring(): Promise<void>;
  /** The same, and asks whether it still is the same log. */
  refresh(): Promise<void>;
  onAppend(listener: () => void): void;
  /** Called when the log was restored to another history, and so every cursor is void. */
  onReset(listener: () => void): void;
}

/** Starts at the head: what was before is for the database to tell. */
export async function createTail(log: LogReader, limits: WindowLimits): Promise<Tail> {
  let head = await log.readHead();
  let window = new EventWindow(head.position, limits);
  const appended: (() => void)[] = [];
  const reset: (() => void)[] = [];

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
    window.append(events.map((event) => toEntry(head.epoch, event)));
    for (const listener of appended) listener();
  }

  async function checkHead(): Promise<void> {
    // The window may move on while the head is read; that is no sign of another log.
    const seen = window.position;
    const now = await log.readHead();
    const isRestored = now.epoch !== head.epoch || now.position < seen;
    // Retention has overtaken a node that was away for a month: what is missing is missing for its
    // followers too.
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
  };
}

/** Encodes an event for all who will get it. */
export function toEntry(epoch: string, { data, ...event }: LoggedEvent): Entry {
  const text = frame(event.type, data, formatCursor(epoch, event.position));
  // Small buffers share blocks of 64 KiB with whatever else is made meanwhile, and the window would
  // keep all of a block for one frame in it.
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
  bytes.write(text);
  return { ...event, audience: audienceOf(event), frame: bytes };
}
