import type { IncomingMessage } from 'node:http';
import type { Context } from 'hono';
import type { AppEnv } from './env.ts';

/**
 * The bytes of a request's body. On Node, a body of declared length is read from the request itself,
 * since Hono's server would copy it. One of unknown length is read through Hono, which counts its bytes
 * (see `limitBody`).
 *
 * @throws Error where the client breaks off
 */
export async function bodyBytes(c: Context<AppEnv>): Promise<Buffer> {
  const incoming = c.env?.incoming;
  const isDeclared = c.req.header('transfer-encoding') === undefined;
  return incoming !== undefined && isDeclared
    ? collect(incoming)
    : Buffer.from(await c.req.arrayBuffer());
}

function collect(incoming: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const broken = () => reject(new Error('the body was broken off'));
    const whole = () => {
      incoming.off('close', broken);
      resolve(chunks[1] ? Buffer.concat(chunks) : (chunks[0] ?? Buffer.alloc(0)));
    };
    if (incoming.readableEnded) return whole();
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.once('end', whole);
    incoming.once('error', broken);
    incoming.once('close', broken);
  });
}
