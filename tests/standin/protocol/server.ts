import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import type { Addresses } from './addresses.ts';
import type { Handler } from './protocol.ts';

/** Of the transport between Chromium and this server, which a scheme's handler never sees. */
const OF_THE_TRANSPORT = /^(host|connection|accept-encoding|cookie|pragma|upgrade-.*|sec-.*)$/;
const OF_THE_ENCODING = /^(content-encoding|transfer-encoding|connection|keep-alive)$/;

export interface SchemeServer {
  port: number;
  close(): void;
}

/**
 * Answers the pages' requests for an app's own schemes from their handlers, over loopback: bodies
 * pass as they come, and a page that no longer listens cancels the body, as in Electron.
 */
export async function serveSchemes(
  handlerOf: (url: string) => Handler | undefined,
  addresses: Addresses,
): Promise<SchemeServer> {
  const server = createServer((incoming, outgoing) => {
    const url = addresses.toElectron(`http://${incoming.headers.host}${incoming.url}`);
    const handler = handlerOf(url);
    // A failure is a failed request in the page, as in Electron, and not an answer.
    if (handler === undefined) incoming.destroy();
    else answer(incoming, outgoing, url, handler, addresses).catch(() => incoming.destroy());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  url: string,
  handler: Handler,
  addresses: Addresses,
): Promise<void> {
  const response = await handler(requestOf(incoming, url, addresses));
  if (!(response instanceof Response) || response.type === 'error') throw new Error('no answer');
  if (outgoing.destroyed) return response.body?.cancel();
  outgoing.writeHead(response.status, response.statusText, headersOf(response, addresses));
  outgoing.flushHeaders();
  await pipe(response, outgoing);
}

function requestOf(incoming: IncomingMessage, url: string, addresses: Addresses): Request {
  const { method = 'GET' } = incoming;
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headersDistinct)) {
    if (OF_THE_TRANSPORT.test(name) || value === undefined) continue;
    const isAddress = name === 'origin' || name === 'referer';
    for (const one of value) headers.append(name, isAddress ? addresses.toElectron(one) : one);
  }
  // Chromium's cache is off, which it says in each request.
  if (headers.get('cache-control') === 'no-cache') headers.delete('cache-control');
  if (method === 'GET' || method === 'HEAD') return new Request(url, { method, headers });
  const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
  return new Request(url, { method, headers, body, duplex: 'half' });
}

function headersOf(response: Response, addresses: Addresses): string[] {
  // The handler's body is what the page is to read: an encoding of it was undone by `net.fetch`.
  const isDecoded = response.headers.has('content-encoding');
  return [...response.headers]
    .filter(([name]) => !OF_THE_ENCODING.test(name) && !(isDecoded && name === 'content-length'))
    .flatMap(([name, value]) => [name, name === 'location' ? addresses.toChromium(value) : value]);
}

async function pipe(response: Response, outgoing: ServerResponse): Promise<void> {
  const reader = response.body?.getReader();
  const cancel = () => void reader?.cancel().catch(() => {});
  outgoing.once('close', cancel);
  for (let part = await reader?.read(); part?.done === false; part = await reader?.read()) {
    if (outgoing.destroyed) return;
    if (!outgoing.write(part.value)) await roomIn(outgoing);
  }
  outgoing.off('close', cancel);
  outgoing.end();
}

function roomIn(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    outgoing.once('drain', resolve);
    outgoing.once('close', resolve);
  });
}
