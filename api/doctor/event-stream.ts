import { EventEmitter, once } from 'node:events';
import { createParser } from 'eventsource-parser';
import { bearer, type Opened, open, type Target } from './ask.ts';

export interface TimedEvent {
  event: string;
  id: string | undefined;
  data: string;
  /** Milliseconds since the stream was asked for. */
  atMs: number;
}

/** An event stream from the moment it is asked for, whether or not an answer ever comes. */
export interface EventStream {
  /** Undefined as long as there is no answer. */
  readonly answer: Pick<Opened, 'status' | 'headers'> | undefined;
  readonly events: readonly TimedEvent[];
  /** When the stream ended by itself or failed, in milliseconds since it was asked for. */
  readonly endedMs: number | undefined;
  nowMs(): number;
  /**
   * Waits until `isThere` holds, the stream has ended, or `ms` milliseconds are over (the target's
   * `patienceMs` unless given). Resolves to whether `isThere` holds.
   */
  until(isThere: () => boolean, ms?: number): Promise<boolean>;
  close(): void;
}

export function openEventStream(
  target: Target,
  token: string,
  headers: Readonly<Record<string, string>> = {},
): EventStream {
  const startedAt = performance.now();
  const nowMs = () => performance.now() - startedAt;
  const aborted = new AbortController();
  const changes = new EventEmitter();
  const events: TimedEvent[] = [];
  let answer: Opened | undefined;
  let endedMs: number | undefined;

  const parser = createParser({
    onEvent({ event = 'message', id, data }) {
      events.push({ event, id, data, atMs: nowMs() });
      changes.emit('change');
    },
  });

  async function read(): Promise<void> {
    const question = { path: '/api/v1/events', headers: { ...bearer(token), ...headers } };
    answer = await open(target, question, AbortSignal.any([aborted.signal, target.stopped]));
    changes.emit('change');
    answer.body.setEncoding('utf8');
    for await (const text of answer.body) parser.feed(String(text));
  }

  const over = () => {
    endedMs = nowMs();
    changes.emit('change');
  };
  read().then(over, over);

  return {
    get answer() {
      return answer;
    },
    events,
    get endedMs() {
      return endedMs;
    },
    nowMs,
    async until(isThere, ms = target.patienceMs) {
      const signal = AbortSignal.timeout(ms);
      while (!isThere() && endedMs === undefined && !signal.aborted) {
        await once(changes, 'change', { signal }).catch(() => undefined);
      }
      return isThere();
    },
    close() {
      aborted.abort();
      answer?.body.destroy();
    },
  };
}
