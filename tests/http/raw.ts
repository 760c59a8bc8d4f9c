import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  /** Empty for an event stream, of which only the head is read. */
  text: string;
}

export interface RawRequest {
  method: string;
  /** From the root on, as it goes on the wire. */
  path: string;
  /** Each character is a byte. */
  headers?: Record<string, string>;
  body?: Buffer | string | undefined;
  /** Sends the body in chunks, without Content-Length. */
  isChunked?: boolean;
}

/**
 * One request with every byte as given, where fetch would tidy it up or refuse it.
 *
 * @throws Error where no answer has come within `timeoutMs`
 */
export function send(
  url: string,
  { method, path, headers = {}, body, isChunked = false }: RawRequest,
  timeoutMs = 5_000,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const request = httpRequest({ hostname, port, method, path, agent: false, signal });
    for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
    if (bytes !== undefined && !isChunked) request.setHeader('content-length', bytes.length);
    // Node would send the chunks of a GET or DELETE without saying so.
    if (bytes !== undefined && isChunked) request.setHeader('transfer-encoding', 'chunked');
    let isAnswered = false;
    request.on('response', (response) => {
      isAnswered = true;
      const answer = { status: response.statusCode ?? 0, headers: response.headers };
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        resolve({ ...answer, text: '' });
        request.destroy();
        return;
      }
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ ...answer, text: Buffer.concat(chunks).toString() }));
      response.on('error', reject);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      // The server may hang up on a body that it has refused; the answer counts.
      if (!isAnswered) reject(new Error(`no answer: ${error.code ?? error.message}`));
    });
    if (bytes !== undefined && isChunked) {
      for (let at = 0; at < bytes.length; at += 8_192)
        request.write(bytes.subarray(at, at + 8_192));
    }
    request.end(isChunked ? undefined : bytes);
  });
}

/** Bytes that need not be HTTP, and all that comes back until the server hangs up. */
export function sendBytes(url: string, bytes: string, timeoutMs = 5_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no end within ${timeoutMs} ms`)));
    socket.on('data', (data) => {
      text += data.toString('latin1');
    });
    // A server that refuses what it has not read to the end may reset the connection afterwards.
    socket.on('error', (error) => (text === '' ? reject(error) : undefined));
    socket.on('close', () => resolve(text));
    socket.end(bytes, 'latin1');
  });
}
