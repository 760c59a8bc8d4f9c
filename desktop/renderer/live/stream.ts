import { createParser } from 'eventsource-parser';
import type { LiveEvent } from '../state/live-event.ts';
import { backOff } from './back-off.ts';

/** Longer than two pings without a word, and the stream is dead though nobody says so. */
const SILENCE_MS = 35_000;

export interface StreamHandlers {
  /** Where to resume. Asked before each try. */
  cursor(): string | undefined;
  /** Events that came in one piece, in order. */
  onEvents(events: readonly { event: LiveEvent; id: string | undefined }[]): void;
  onOpen(): void;
  /** The stream is gone; the next try is in `inMs`. */
  onLost(inMs: number): void;
  /** The credential is over: there will be no further try. */
  onUnauthorised(): void;
}

export interface LiveStream {
  /** Tries at once, as when the network is back or the machine has woken up. */
  wake(): void;
  stop(): void;
}

/** Follows the events for as long as it is not stopped, over as many connections as that takes. */
export function followEvents(handlers: StreamHandlers): LiveStream {
  const stopped = new AbortController();
  let current = new AbortController();
  let interrupt: () => void = () => undefined;
  let failures = 0;
  let hint: number | undefined;

  async function forever(): Promise<void> {
    while (!stopped.signal.aborted) {
      current = new AbortController();
      const outcome = await followOnce(AbortSignal.any([stopped.signal, current.signal]));
      if (stopped.signal.aborted) return;
      if (outcome === 'over') return handlers.onUnauthorised();
      const wait = backOff(failures, hint, Math.random);
      failures += 1;
      hint = undefined;
      handlers.onLost(wait);
      await pause(wait);
    }
  }

  async function followOnce(signal: AbortSignal): Promise<'over' | 'lost'> {
    const silence = watchdog(SILENCE_MS);
    try {
      const cursor = handlers.cursor();
      const response = await fetch('/api/v1/events', {
        headers: cursor === undefined ? {} : { 'last-event-id': cursor },
        signal: AbortSignal.any([signal, silence.signal]),
        cache: 'no-store',
      });
      if (response.status === 401 || response.status === 403) return 'over';
      if (!response.ok || response.body === null) return 'lost';
      handlers.onOpen();
      return await read(response.body, silence.feed);
    } catch {
      // No network, or the stream broke, or it was silent for too long: all the same, try again.
      return 'lost';
    } finally {
      silence.stop();
    }
  }

  async function read(
    body: ReadableStream<Uint8Array>,
    onBytes: () => void,
  ): Promise<'over' | 'lost'> {
    let arrived: { event: LiveEvent; id: string | undefined }[] = [];
    const parser = createParser({
      onEvent({ event, id, data }) {
        // The server's own events, in the shapes that its description gives.
        arrived.push({ event: { event, data: JSON.parse(data) } as LiveEvent, id });
      },
      onRetry(ms) {
        hint = ms;
      },
    });
    const decoder = new TextDecoder();
    const reader = body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return 'lost';
      onBytes();
      failures = 0;
      parser.feed(decoder.decode(value, { stream: true }));
      const events = arrived;
      arrived = [];
      handlers.onEvents(events);
      if (events.some(({ event }) => event.event === 'session.ended')) return 'over';
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      interrupt = () => {
        clearTimeout(timer);
        resolve();
      };
      stopped.signal.addEventListener('abort', interrupt, { once: true });
    });
  }

  void forever();
  return {
    wake() {
      failures = 0;
      current.abort();
      interrupt();
    },
    stop: () => stopped.abort(),
  };
}

/** Aborts when it has not been fed for `ms`. */
function watchdog(ms: number) {
  const controller = new AbortController();
  let timer = setTimeout(() => controller.abort(), ms);
  return {
    signal: controller.signal,
    feed() {
      clearTimeout(timer);
      timer = setTimeout(() => controller.abort(), ms);
    },
    stop: () => clearTimeout(timer),
  };
}
