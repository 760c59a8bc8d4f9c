import type { PosterWire } from '../load/commands.ts';
import { postBody } from '../load/post-body.ts';

interface Post {
  path: string;
  headers?: Record<string, string>;
  /** JSON with `{uuid}` and `{body}` to be filled in. */
  json: string;
}

/** A POST over HTTP/1.1 on a connection that is kept. Its length is the same whatever is filled in. */
export function httpPoster(port: number, { path, headers = {}, json }: Post): PosterWire {
  const sample = json.replace('{uuid}', crypto.randomUUID()).replace('{body}', postBody(1));
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: localhost',
    'Content-Type: application/json',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `Content-Length: ${Buffer.byteLength(sample)}`,
  ];
  return {
    port,
    protocol: 'http',
    request: `${head.join('\r\n')}\r\n\r\n${json}`,
    // nchan says 202 where nobody listens.
    accepted: 'HTTP/1.1 20',
  };
}

/** The head of a request for an event stream, without the empty line that ends it. */
export function streamRequest(path: string, headers: Record<string, string> = {}): string {
  const lines = Object.entries({ Host: 'localhost', Accept: 'text/event-stream', ...headers });
  return `GET ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}`;
}
