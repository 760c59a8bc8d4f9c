import { once } from 'node:events';
import { createServer, connect as dial, type Socket } from 'node:net';

/** The wire between a client and its server. */
export interface Wire {
  url: string;
  /** Nothing passes any more, and nobody is told: as for who closes the lid. */
  goSilent(): void;
  /** What comes from now on passes; the connections of before stay dead. */
  restore(): void;
  /** Leads to another server from now on, and breaks off what leads to the old one. */
  redirect(url: string): void;
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
