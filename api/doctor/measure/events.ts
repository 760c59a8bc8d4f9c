import type { Target } from '../ask.ts';
import { type EventStream, openEventStream } from '../event-stream.ts';
import type { Outcome, Watched } from '../measurements.ts';

const BROWSERS_ENCODINGS = 'gzip, deflate, br, zstd';

/** Opens a stream as browsers do, and gives its content encoding, `identity` where it has none. */
export async function measureEncoding(target: Target, token: string): Promise<Outcome<string>> {
  const stream = openEventStream(target, token, { 'accept-encoding': BROWSERS_ENCODINGS });
  try {
    await stream.until(() => stream.answer !== undefined);
    return stream.answer?.status === 200
      ? { value: stream.answer.headers['content-encoding'] ?? 'identity' }
      : { skipped: 'the stream did not open' };
  } finally {
    stream.close();
  }
}

/** Opens a stream and, once its first event has come, leaves it alone for `idleMs`. */
export async function measureIdle(
  target: Target,
  token: string,
  idleMs: number,
  plainMs: number,
  onSecond: (seconds: number) => void,
): Promise<Watched> {
  const stream = openEventStream(target, token, { 'accept-encoding': 'identity' });
  const ticks = setInterval(() => onSecond(Math.round(stream.nowMs() / 1000)), 1_000);
  try {
    if (await stream.until(() => isReady(stream))) {
      await stream.until(() => false, idleMs);
    }
    return {
      status: stream.answer?.status,
      events: stream.events.map(({ event, atMs }) => ({ event, atMs })),
      endedMs: stream.endedMs,
      watchedMs: stream.nowMs(),
      plainMs,
    };
  } finally {
    clearInterval(ticks);
    stream.close();
  }
}

export const isReady = (stream: EventStream) =>
  stream.events.some(({ event }) => event === 'ready');
