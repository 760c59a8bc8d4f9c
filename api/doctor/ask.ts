import { type RequestOptions, request as requestHttp } from 'node:http';
import { connect } from 'node:http2';
import { Agent, request as requestHttps } from 'node:https';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { SecureContext } from 'node:tls';
import type { Answer } from './measurements.ts';

/** Where to ask, and how. */
export interface Target {
  url: URL;
  trusted: SecureContext;
  /** True where the certificate was valid in `measureReach`: then only a valid one is accepted. */
  isSecure: boolean;
  isHttp2: boolean;
  /** How long to wait for an event that the server sends at once, in milliseconds. */
  patienceMs: number;
  /** Aborts all requests and streams. */
  stopped: AbortSignal;
}

export interface Question {
  method?: string;
  path: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  /** So many bytes are announced as the body, and none is sent. */
  announced?: number;
}

/** An answer whose body is still to come. Destroying the body closes the connection. */
export interface Opened extends Pick<Answer, 'status' | 'headers' | 'local'> {
  body: Readable;
}

const TIMEOUT_MS = 10_000;

/** Asks over a new connection, so that the proxy treats it as that of a new client. */
export function open(target: Target, question: Question, signal: AbortSignal): Promise<Opened> {
  return target.isHttp2 ? openHttp2(target, question, signal) : openHttp1(target, question, signal);
}

/** Asks, and reads the whole answer. Rejects after 10 seconds. */
export async function ask(target: Target, question: Question): Promise<Answer> {
  const askedAt = Date.now();
  const startedAt = performance.now();
  const signal = AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), target.stopped]);
  const { body, ...head } = await open(target, question, signal);
  try {
    return { ...head, text: await text(body), askedAt, ms: performance.now() - startedAt };
  } finally {
    // The rest of what was announced never comes.
    if (question.announced !== undefined) body.destroy();
  }
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

export const asJson = (value: unknown) => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

function openHttp2(
  { url, trusted, isSecure }: Target,
  { method = 'GET', path, headers = {}, body = '', announced }: Question,
  signal: AbortSignal,
): Promise<Opened> {
  const length = announced === undefined ? {} : { 'content-length': announced };
  const session = connect(url, { rejectUnauthorized: isSecure, secureContext: trusted });
  return new Promise<Opened>((resolve, reject) => {
    session.on('error', reject);
    const stream = session.request(
      { ...headers, ...length, ':method': method, ':path': path },
      { signal, endStream: body === '' && announced === undefined },
    );
    stream.on('error', reject);
    stream.on('close', () => {
      session.destroy();
      reject(new Error('the connection was closed without an answer'));
    });
    stream.on('response', ({ ':status': status = 0, ...rest }) =>
      resolve({
        status,
        headers: singleValues(rest),
        local: session.socket?.localAddress ?? '',
        body: stream,
      }),
    );
    if (body !== '') stream.end(body);
  }).catch((error: unknown) => {
    session.destroy();
    throw error;
  });
}

function openHttp1(
  { url, trusted, isSecure }: Target,
  { method = 'GET', path, headers = {}, body = '', announced }: Question,
  signal: AbortSignal,
): Promise<Opened> {
  const bytes = announced ?? Buffer.byteLength(body);
  const tls = { rejectUnauthorized: isSecure, secureContext: trusted };
  const options: RequestOptions = {
    method,
    headers: bytes === 0 ? headers : { ...headers, 'content-length': bytes },
    signal,
  };
  return new Promise((resolve, reject) => {
    const where = new URL(path, url);
    const request =
      url.protocol === 'https:'
        ? requestHttps(where, { ...options, agent: new Agent(tls) })
        : requestHttp(where, { ...options, agent: false });
    request.on('error', reject);
    request.on('response', (response) =>
      resolve({
        status: response.statusCode ?? 0,
        headers: singleValues(response.headers),
        local: response.socket.localAddress ?? '',
        body: response,
      }),
    );
    if (announced === undefined) request.end(body);
    else request.flushHeaders();
  });
}

function singleValues(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat().join(', ')]),
  );
}
