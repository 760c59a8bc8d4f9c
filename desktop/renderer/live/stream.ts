import { PAGE_VERSION, PRESENCE_FORM } from '../../../api/events/catalogue.ts';
import { version } from '../version.ts';
import { createAge } from './age.ts';
import { reasonOf } from './api.ts';
import { backOff } from './back-off.ts';
import { type Arrived, createEventReader } from './event-reader.ts';
import { createNaps } from './naps.ts';

/**
 * A stream that has been silent for longer than two pings is dead, even if no error says so. The
 * server's setting allows at most 15 s between pings.
 */
const SILENCE_MS = 35_000;
const LOOK_EVERY_MS = 1_000;
/**
 * How long to wait for the response's headers, doubled at each failure: after a sleep, the request
 * may be on a dead connection.
 */
const OPENING_MS = 3_000;
/** What a browser keeps open to a server over HTTP/1.1, and how long one may take to answer. */
const MOST_CONNECTIONS = 6;
const DEAD_MS = 1_000;
/**
 * Too many windows are open. This one reconnects only when it is looked at again, or after five
 * minutes.
 */
const CROWDED_MS = 300_000;

export interface StreamHandlers {
  /** Where to resume. Asked before each try. */
  cursor(): string | undefined;
  /** Events that came in one piece, in order. */
  onEvents(events: readonly Arrived[]): void;
  onOpen(): void;
  /** The stream is lost; the next try is in `inMs`, and the last bytes came `silentMs` ago. */
  onLost(inMs: number, silentMs: number): void;
  /** Nothing has been heard for so long that the connections of this page must be dead. */
  onSilent(): void;
  /** The session is over, with the reason if it is known. There is no further try. */
  onOver(reason: string | undefined): void;
}

export interface LiveStream {
  /** Tries at once, as when the network is back or the machine has woken up. */
  wake(): void;
  /** Calls `onSilent` if nothing has been heard for too long. */
  checkSilence(): void;
  stop(): void;
}

type Outcome = { name: 'lost'; waitMs?: number } | { name: 'over'; reason: string | undefined };

/** Follows the events until it is stopped, over as many connections as that takes. */
export class EventStream implements LiveStream {
  readonly #handlers: StreamHandlers;
  readonly #naps = createNaps();
  readonly #heard = createAge();
  #current = new AbortController();
  #isStopped = false;
  #isWoken = false;
  #failures = 0;
  #hint: number | undefined;

  constructor(handlers: StreamHandlers) {
    this.#handlers = handlers;
    void this.#forever();
  }

  wake(): void {
    this.#failures = 0;
    this.#isWoken = true;
    this.#current.abort();
    this.#naps.wake();
  }

  checkSilence(): void {
    if (this.#heard.ms() <= SILENCE_MS) return;
    endDeadConnections();
    this.#handlers.onSilent();
  }

  stop(): void {
    this.#isStopped = true;
    this.#current.abort();
    this.#naps.wake();
  }

  async #forever(): Promise<void> {
    while (!this.#isStopped) {
      this.#current = new AbortController();
      this.#isWoken = false;
      const outcome = await this.#followOnce(this.#current.signal);
      if (this.#isStopped) return;
      if (outcome.name === 'over') {
        this.stop();
        this.#handlers.onOver(outcome.reason);
        return;
      }
      const backedOff = backOff(this.#failures, this.#hint, Math.random);
      const wait = this.#isWoken ? 0 : (outcome.waitMs ?? backedOff);
      // One that was given up to try again has not failed.
      if (!this.#isWoken) this.#failures += 1;
      this.#hint = undefined;
      this.#handlers.onLost(wait, this.#heard.ms());
      if (!this.#isWoken) await this.#naps.sleep(wait);
    }
  }

  async #followOnce(signal: AbortSignal): Promise<Outcome> {
    // Measured by the clocks: the machine's sleep would stretch a timer of that length.
    const opening = createAge();
    const patienceMs = Math.min(SILENCE_MS, OPENING_MS * 2 ** this.#failures);
    let isOpen = false;
    const look = setInterval(() => {
      if (isOpen) this.checkSilence();
      else if (opening.ms() > patienceMs) this.#current.abort();
    }, LOOK_EVERY_MS);
    try {
      const cursor = this.#handlers.cursor();
      const response = await fetch('/api/v1/events', {
        headers: {
          [PAGE_VERSION]: version,
          [PRESENCE_FORM]: 'numbers',
          ...(cursor !== undefined && { 'last-event-id': cursor }),
        },
        signal,
        cache: 'no-store',
      });
      if (response.status === 401) return { name: 'over', reason: await reasonOf(response) };
      if (!response.ok || response.body === null) return { name: 'lost' };
      isOpen = true;
      this.#heard.renew();
      this.#handlers.onOpen();
      return await this.#read(response.body);
    } catch {
      // No network, or the stream broke, or it was silent for too long: all the same, try again.
      return { name: 'lost' };
    } finally {
      clearInterval(look);
    }
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<Outcome> {
    const eventReader = createEventReader((ms) => {
      this.#hint = ms;
    });
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (this.#isStopped || done) return { name: 'lost' };
      this.#heard.renew();
      this.#failures = 0;
      const events = eventReader.read(value);
      this.#handlers.onEvents(events);
      for (const { event } of events) {
        if (event.event === 'session.ended') return { name: 'over', reason: event.data.reason };
        if (event.event === 'stream.closing' && event.data.reason === 'too-many-streams') {
          return { name: 'lost', waitMs: CROWDED_MS };
        }
      }
    }
  }
}

/**
 * After a sleep the connections that the browser keeps are dead, and one ends only when a request
 * on it is given up. So many requests are on all of them at once.
 */
function endDeadConnections(): void {
  for (let n = 0; n < MOST_CONNECTIONS; n += 1) {
    const signal = AbortSignal.timeout(DEAD_MS);
    fetch('/api/v1/setup', { method: 'HEAD', cache: 'no-store', signal }).catch(() => undefined);
  }
}
