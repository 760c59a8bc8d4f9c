import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** What a wire does to what passes over it, in both directions. */
export interface Weather {
  /** Each chunk is held back for so long, in milliseconds. */
  delayMs: number;
  bytesPerSecond: number;
  /** Nothing passes, and nobody is told. */
  isStalled: boolean;
}

export const FAIR: Weather = {
  delayMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  isStalled: false,
};

/** The wire between one client and one node: a TCP proxy that can be slow, stall, and break. */
export interface Wire {
  url: string;
  port: number;
  set(weather: Weather): void;
  /** Breaks all of its connections off, with a reset. */
  cut(): void;
  close(): void;
}

const STALL_POLL_MS = 25;

export async function startWire(targetPort: number): Promise<Wire> {
  let weather = FAIR;
  let change = new AbortController();
  const sockets = new Set<Socket>();
  const listener = createServer((near) => {
    const far = dial(targetPort, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.setNoDelay();
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    void pump(near, far).catch(() => undefined);
    void pump(far, near).catch(() => undefined);
  });

  /** One chunk after another, so that a reader that does not read is felt at the other end. */
  async function pump(from: Socket, to: Socket): Promise<void> {
    for await (const chunk of from as AsyncIterable<Uint8Array>) {
      const ms = weather.delayMs + (chunk.length * 1_000) / weather.bytesPerSecond;
      // What a slow wire has taken on is not held back for long after it has become a fast one.
      if (ms > 0) await delay(ms, undefined, { signal: change.signal }).catch(() => undefined);
      while (weather.isStalled && !to.destroyed) await delay(STALL_POLL_MS);
      if (to.destroyed) return;
      if (!to.write(chunk)) await Promise.race([once(to, 'drain'), once(to, 'close')]);
    }
    to.end();
  }

  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    set(next) {
      weather = next;
      change.abort();
      change = new AbortController();
    },
    cut() {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close() {
      listener.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
