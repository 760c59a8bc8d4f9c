import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** The TCP connections between clients and their server. */
export interface Wire {
  url: string;
  /** Nothing passes any more, and no connection is closed, as when a laptop's lid is closed. */
  goSilent(): void;
  /** New connections pass; those from before stay dead. */
  restore(): void;
  /** Leads new connections to another server, and breaks off all that are open. */
  redirect(url: string): void;
  /** Leads new connections to another server, and leaves those that are open where they are. */
  lead(url: string): void;
  close(): Promise<void>;
}

export async function startWire(serverUrl: string): Promise<Wire> {
  let target = new URL(serverUrl);
  const live = new Set<Socket>();
  const all = new Set<Socket>();
  let isSilent = false;

  const listener = createServer((near) => {
    all.add(near);
    near.on('error', () => undefined).on('close', () => all.delete(near));
    if (isSilent) return;
    const far = dial(Number(target.port), target.hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      live.add(socket);
      socket
        .on('data', (data) => live.has(socket) && other.write(data))
        .on('error', () => undefined)
        .on('close', () => {
          if (live.delete(socket)) other.destroy();
        });
    }
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  if (address === null || typeof address === 'string') throw new Error('no port');

  return {
    url: `http://localhost:${address.port}`,
    goSilent() {
      isSilent = true;
      live.clear();
    },
    restore() {
      isSilent = false;
    },
    lead(url) {
      target = new URL(url);
    },
    redirect(url) {
      target = new URL(url);
      for (const socket of all) socket.destroy();
    },
    async close() {
      for (const socket of all) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
