import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Server as SocketServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { Problem } from '../http/problem.ts';
import { plainTarget } from '../http/request-target.ts';
import type { Router } from '../http/router.ts';
import { Answer } from './answer.ts';
import { endStalled, malformedRequest, refuseRequest, trackConnections } from './connections.ts';

/** Longer than a proxy keeps an idle connection, so that it never sends into one that closes. */
const KEEP_ALIVE_MS = 75_000;
/** How long nothing of a request may come while it is not all there. */
export const STALL_MS = 10_000;
/** How long a request may take to be all there, files excepted. */
const WHOLE_MS = 5 * 60 * 1000;
/** How long `close` waits for requests in flight before it breaks off their connections. */
const CLOSE_TIMEOUT_MS = 6_000;
/** How long `drain` waits for requests that were sent while the port was still open. */
const LAST_REQUESTS_MS = 500;
const IDLE_SWEEP_MS = 20;

/** It cannot listen, and the message says in one line what to do. */
export class ListenError extends Error {}

export interface Listener {
  /** Where it listens, as `http://host:port`. */
  url: string;
  /**
   * Answers for `ms` more, and closes each connection after its next answer. Then accepts no more
   * connections, and waits a moment for requests that are on their way on open ones. So a proxy
   * that knows of another server loses no request.
   */
  drain(ms: number): Promise<void>;
  /** Takes no more connections, and resolves when the last request has been answered. */
  close(): Promise<void>;
}

/**
 * Listens on Node's HTTP server; `app` is asked anew for each request, so that it may change.
 *
 * @throws ListenError
 */
export async function listen(
  app: () => Router,
  host: string,
  port: number,
  stallMs = STALL_MS,
  wholeMs = WHOLE_MS,
): Promise<Listener> {
  const answer = getRequestListener((request, env) => app().fetch(request, env), {
    errorHandler: () => malformedRequest().toResponse(),
  });
  const refuse = getRequestListener(() => anotherSpelling().toResponse());
  const server = createServer(
    // A request without Host is refused as a problem document, like all others.
    {
      requireHostHeader: false,
      ServerResponse: Answer,
      headersTimeout: stallMs,
      // Node's own would end a file that takes long, too (see `endStalled`).
      requestTimeout: 0,
      connectionsCheckingInterval: stallMs / 4,
    },
    (incoming, outgoing) => (takePlainTarget(incoming) ? answer : refuse)(incoming, outgoing),
  );
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.on('clientError', refuseRequest);
  // Node knows the address after the connection's end only if it was read before.
  server.on('connection', (socket) => void socket.remoteAddress);
  endStalled(server, stallMs, wholeMs, isUpload);
  const connections = trackConnections(server);
  await bind(server, host, port);
  return {
    url: `http://${printableHost(host)}:${portOf(server)}`,
    async drain(ms) {
      server.prependListener('request', (_, response) => response.setHeader('connection', 'close'));
      await delay(ms);
      // The close of an HTTP server would break off the idle connections, too.
      const empty = new Promise<void>((resolve) =>
        SocketServer.prototype.close.call(server, () => resolve()),
      );
      await Promise.race([empty, delay(LAST_REQUESTS_MS)]);
    },
    close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()));
      // Connections become idle one by one, as their last answers go out.
      const idle = setInterval(connections.closeIdle, IDLE_SWEEP_MS);
      const giveUp = setTimeout(() => server.closeAllConnections(), CLOSE_TIMEOUT_MS);
      return stopped.finally(() => {
        clearInterval(idle);
        clearTimeout(giveUp);
      });
    },
  };
}

/** Whether a request brings a file; its target is plain by then. */
const isUpload = ({ method, url = '' }: IncomingMessage) =>
  method === 'POST' && /^\/api\/v1\/files(\?|$)/.test(url);

/** Whether the target is plain; then `url` has the form that begins at the root. */
function takePlainTarget(incoming: IncomingMessage): boolean {
  const target = plainTarget(incoming.url ?? '', incoming.headers.host);
  incoming.url = target ?? '/';
  return target !== undefined;
}

function anotherSpelling(): Problem {
  return new Problem(
    'malformed-request',
    'Send the path as it is: without dot segments, backslashes, or letters that are percent-encoded.',
  );
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  }).catch((error: NodeJS.ErrnoException) => {
    throw new ListenError(
      error.code === 'EADDRINUSE'
        ? `port ${port} on ${host} is taken; stop the program that has it, or set PORT`
        : `cannot listen on ${host}:${port} (${error.message}); set HOST and PORT`,
    );
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function printableHost(host: string): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
