import { createParser } from 'eventsource-parser';
import { until } from './until.ts';

/** A message that a subscriber has applied. */
export interface Applied {
  id: string;
  seq: number;
  body: string;
}

/** A client that reconnects with its cursor whenever its stream ends, and applies what it gets. */
export interface Subscriber {
  messages: Applied[];
  /** Reasons of the resets it was sent. */
  resets: string[];
  /** How many streams it has opened. */
  opened: number;
  /** Breaks its stream off, as a network does. */
  drop(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** @param pickUrl chooses the node each time it connects */
export function subscribe(pickUrl: () => string, token: string, cursor: string): Subscriber {
  let isStopped = false;
  let last = cursor;
  let current = new AbortController();
  const subscriber: Subscriber = {
    messages: [],
    resets: [],
    opened: 0,
    drop: () => current.abort(),
    async stop() {
      isStopped = true;
      current.abort();
      await done;
    },
  };

  async function once(): Promise<void> {
    current = new AbortController();
    const { signal } = current;
    const response = await fetch(`${pickUrl()}/api/v1/events`, {
      headers: { authorization: `Bearer ${token}`, 'last-event-id': last },
      signal,
    });
    if (response.status !== 200) return void (await response.body?.cancel());
    subscriber.opened += 1;
    const parser = createParser({
      onEvent({ event, id, data }) {
        // Data that comes after the break counts as lost, as if it were still on the wire.
        if (signal.aborted) return;
        if (id !== undefined) last = id;
        if (event === 'reset') subscriber.resets.push(data);
        if (event === 'message.created') subscriber.messages.push(JSON.parse(data));
      },
    });
    const decoder = new TextDecoder();
    for await (const bytes of response.body ?? []) {
      parser.feed(decoder.decode(bytes, { stream: true }));
    }
  }

  async function comeBack(): Promise<true | undefined> {
    if (isStopped) return true;
    await once().catch(() => undefined);
    return isStopped ? true : undefined;
  }

  const done = until(comeBack, 10 * 60_000).then(() => undefined);
  return subscriber;
}

/** Numbers from 0 to 1 that the seed alone decides (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
