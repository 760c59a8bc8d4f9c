import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Problem } from '../http/problem.ts';

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
}

export function malformedRequest(): Problem {
  return new Problem('malformed-request', 'Send a valid HTTP/1.1 request, with a Host header.');
}

function problemOf({ code }: NodeJS.ErrnoException): Problem {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new Problem('headers-too-large', 'Send at most 16 KiB of headers.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new Problem('request-timeout', 'Send the whole request at once.');
  }
  return malformedRequest();
}

function toHttp(problem: Problem): [status: string, document: string] {
  const { status, title, ...rest } = problem.toDocument();
  return [`${status} ${title}`, JSON.stringify({ status, title, ...rest })];
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
