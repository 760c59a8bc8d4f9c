import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '../http/problem.ts';

/** How long a client may take to hang up after it was refused. */
const HANG_UP_MS = 1_000;
const TIMEOUT = 'ERR_HTTP_REQUEST_TIMEOUT';

/** Refuses a request that is not valid HTTP, and never reaches the app, with a problem document. */
export function refuseRequest(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, document] = toHttp(problemOf(error));
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(document)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${document}`);
  const hangUp = setTimeout(() => socket.destroy(), HANG_UP_MS);
  socket.once('close', () => clearTimeout(hangUp));
}

export function malformedRequest(): Problem {
  return new Problem('malformed-request', 'Send a valid HTTP/1.1 request, with a Host header.');
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('headers-too-large', 'Send at most 16 KiB of headers.');
  }
  if (code === TIMEOUT) {
    return new Problem('request-timeout', 'Send the whole request at once.');
  }
  return malformedRequest();
}

function toHttp(problem: Problem): [status: string, document: string] {
  const { status, title, ...rest } = problem.toDocument();
  return [`${status} ${title}`, JSON.stringify({ status, title, ...rest })];
}

/**
 * Ends each request of whose body nothing comes for `ms` milliseconds, and its connection. One that
 * comes slowly, or that the server itself does not read on, has `wholeMs`: whoever sends drop by drop
 * holds a connection for nothing. One that `isLong` goes on: a file takes hours over a slow line.
 */
export function endStalled(
  server: Server,
  ms: number,
  wholeMs: number,
  isLong: (incoming: IncomingMessage) => boolean,
): void {
  // One timer looks at all connections: one for each request would be paid for by every post.
  const newest = new Map<Socket, Coming | undefined>();
  server.on('connection', (socket) => {
    newest.set(socket, undefined);
    socket.once('close', () => newest.delete(socket));
  });
  server.on('request', (incoming, response) => {
    const { socket } = incoming;
    if (!hasBody(incoming) || !newest.has(socket)) return;
    const leftMs = isLong(incoming) ? Number.POSITIVE_INFINITY : wholeMs;
    newest.set(socket, { incoming, response, received: socket.bytesRead, silentMs: 0, leftMs });
  });

  const tick = setInterval(() => {
    for (const [socket, coming] of newest) {
      if (coming === undefined) continue;
      if (coming.incoming.complete) newest.set(socket, undefined);
      else if (isSilent(coming, ms)) {
        newest.set(socket, undefined);
        breakOff(coming.incoming, coming.response);
      }
    }
  }, ms / TICKS);
  server.once('close', () => clearInterval(tick));
}

/** A request whose body may not all have come. */
interface Coming {
  incoming: IncomingMessage;
  response: ServerResponse;
  /** Bytes of the connection at the last look. */
  received: number;
  silentMs: number;
  /** How much longer it may take. */
  leftMs: number;
}

/** Whether nothing has come for too long, or not all. It counts the time, so each look asks it once. */
function isSilent(coming: Coming, ms: number): boolean {
  const { incoming, received } = coming;
  const { bytesRead } = incoming.socket;
  const isMoving = bytesRead > received || isFull(incoming);
  coming.received = bytesRead;
  coming.silentMs = isMoving ? 0 : coming.silentMs + ms / TICKS;
  coming.leftMs -= ms / TICKS;
  return coming.silentMs > ms || coming.leftMs < 0;
}

const TICKS = 4;

function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

function isFull({ readableLength, readableHighWaterMark }: IncomingMessage): boolean {
  return readableLength >= readableHighWaterMark;
}

function breakOff({ socket }: IncomingMessage, response: ServerResponse): void {
  // An answer has begun, or one to an earlier request on the connection is not over.
  if (response.headersSent || response.socket !== socket) {
    socket.destroy();
    return;
  }
  // What still came would be done, though it has been refused.
  socket.once('finish', () => socket.destroy());
  refuseRequest(Object.assign(new Error('the body stalled'), { code: TIMEOUT }), socket);
}

/** Counts each connection's requests in flight. Those that never had one count as idle, too. */
export function trackConnections(server: Server): { closeIdle(): void } {
  const requests = new Map<Duplex, number>();
  server.on('connection', (socket) => {
    requests.set(socket, 0);
    socket.on('close', () => requests.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    requests.set(socket, (requests.get(socket) ?? 0) + 1);
    response.on('close', () => {
      const left = requests.get(socket);
      if (left !== undefined) requests.set(socket, left - 1);
    });
  });
  return {
    closeIdle() {
      for (const [socket, inFlight] of requests) if (inFlight === 0) socket.destroy();
    },
  };
}
