import { EventEmitter } from 'node:events';
import { Readable } from 'node:stream';
import { type ClientRequest, net } from 'electron';
import type { WantedPassword } from '../../bridge.ts';
import type { Fetch } from '../server/gateway.ts';
import type { Passwords } from './passwords.ts';

/** A body of at most so many bytes is sent as a whole, with its length, which some proxies insist on. */
const MOST_AT_ONCE = 64 * 1024;
/** Chromium says within so many milliseconds why it takes no more of a body. */
const REASON_MS = 5000;

/** Chromium has no answer for it. */
export class NetError extends Error {
  /** The proxy wants a password, and has none or a wrong one. */
  readonly wanted: WantedPassword | undefined;

  constructor(message: string, wanted: WantedPassword | undefined) {
    super(message.replace(/^net::/, ''));
    this.wanted = wanted;
  }
}

/**
 * Chromium's requests from main, like Electron's `net.fetch`, and with what that leaves out: the
 * proxy is given its password, and the server a certificate of the user's. Cookies are neither sent
 * nor kept. `expect` hears of each server before it is called.
 *
 * A large body is sent as it comes, no faster than the server takes it. It is chunked even where its
 * length is known: Electron lets nobody set `Content-Length` (ERR_INVALID_ARGUMENT). It can be sent once:
 * where Chromium would send it again, on a connection that was closed or with a proxy's password, the
 * request fails. Once another has given the password, Chromium has it for all. An answer that comes
 * before its end is the answer.
 *
 * @throws NetError, or the signal's reason, or that of a body which breaks off
 */
export function createChromiumFetch(passwords: Passwords, expect: (url: URL) => void): Fetch {
  return async (url, init) => {
    expect(new URL(url));
    const { signal } = init;
    const body = await openBody(init.body);
    signal?.throwIfAborted();
    const request = net.request({
      url,
      method: init.method ?? 'GET',
      redirect: init.redirect ?? 'follow',
      cache: 'no-store',
      headers: Object.fromEntries(new Headers(init.headers)),
    });
    const wanted = answerLogin(request, passwords, body.rest !== undefined);
    return new Promise((resolve, reject) => {
      let at = url;
      let overdue: NodeJS.Timeout | undefined;
      const enough = new AbortController();
      function stop(): void {
        clearTimeout(overdue);
        enough.abort();
        void body.rest?.cancel().catch(() => undefined);
      }
      function giveUp(reason: unknown): void {
        request.abort();
        stop();
        reject(reason);
      }
      signal?.addEventListener('abort', () => giveUp(signal.reason));
      request.on('redirect', (_status, _method, to) => {
        at = to;
        expect(new URL(to));
      });
      request.on('error', ({ message }) => {
        const fail = () => {
          stop();
          reject(new NetError(message, wanted()));
        };
        // That nobody reads the body any more is no reason: the server may have answered.
        if (message.startsWith('net::')) fail();
        else overdue ??= setTimeout(fail, REASON_MS);
      });
      request.on('response', (message) => {
        // Whoever reads the body hears of it; a body that nobody reads must not end the program.
        message.on('error', () => undefined);
        if (message.statusCode >= 400) stop();
        if (message.statusCode === 407) reject(new NetError('ERR_PROXY_AUTH_REQUESTED', wanted()));
        else resolve(responseOf(message, at));
      });
      if (body.rest === undefined) request.end(body.first);
      else {
        request.chunkedEncoding = true;
        guardBody(request, () => giveUp(new NetError('ERR_CONNECTION_CLOSED', wanted())));
        send(request, body.first, body.rest, enough.signal).catch(giveUp);
      }
    });
  };
}

interface OpenedBody {
  /** All of it, where there is no rest; undefined without a body. */
  first: Buffer | undefined;
  rest: ReadableStreamDefaultReader<Uint8Array> | undefined;
}

/** @throws whatever the body breaks off with */
async function openBody(given: RequestInit['body']): Promise<OpenedBody> {
  const body = new Response(given ?? null).body;
  if (body === null) return { first: undefined, rest: undefined };
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader();
  const pieces: Uint8Array[] = [];
  for (let length = 0; length <= MOST_AT_ONCE; ) {
    const { done, value } = await reader.read();
    if (done) return { first: Buffer.concat(pieces), rest: undefined };
    pieces.push(value);
    length += value.length;
  }
  return { first: Buffer.concat(pieces), rest: reader };
}

/**
 * Resolves once all is sent, or somebody has had enough: then it is left without an end, so that nobody
 * takes it for whole.
 *
 * @throws whatever the body breaks off with
 */
async function send(
  request: ClientRequest,
  first: Buffer | undefined,
  rest: ReadableStreamDefaultReader<Uint8Array>,
  enough: AbortSignal,
): Promise<void> {
  let piece: Uint8Array | undefined = first;
  while (piece !== undefined) {
    const { buffer, byteOffset, length } = piece;
    const written = Buffer.from(buffer, byteOffset, length);
    await new Promise<void>((resolve) => request.write(written, undefined, () => resolve()));
    piece = (await rest.read()).value;
    if (enough.aborted) return;
  }
  request.end();
}

/**
 * Electron's own stream below a chunked request throws where nobody catches it: when the server does not
 * read the body to its end, and when Chromium asks for the body again.
 */
function guardBody(request: ClientRequest, onAskedAgain: () => void): void {
  const below: unknown = Reflect.get(request, '_body');
  if (!(below instanceof EventEmitter)) return;
  below.on('error', () => undefined);
  const start: unknown = Reflect.get(below, 'startReading');
  if (typeof start !== 'function') return;
  let isAsked = false;
  Reflect.set(below, 'startReading', (pipe: unknown) => {
    if (isAsked) return onAskedAgain();
    isAsked = true;
    start.call(below, pipe);
  });
}

/**
 * Gives a proxy the password that is known for it; one that asks again finds it wrong. Not with a body
 * that can be sent once: Chromium asks for it again, and gets no request through after that.
 */
function answerLogin(request: ClientRequest, passwords: Passwords, isOnce: boolean) {
  let hasAnswered = false;
  let wanted: WantedPassword | undefined;
  request.on('login', ({ isProxy, host, port, realm }, answer) => {
    const to = `${host}:${port}`;
    const known = isProxy && !hasAnswered ? passwords.get(to) : undefined;
    if (known !== undefined && isOnce) return answer();
    hasAnswered = true;
    if (known !== undefined) return answer(known.username, known.password);
    // What stands in front of the server is answered by a header.
    if (isProxy) wanted = passwords.want(to, realm);
    answer();
  });
  return () => wanted;
}

function responseOf(message: Electron.IncomingMessage, url: string): Response {
  const { statusCode: status } = message;
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const one of [value].flat()) headers.append(name, one);
  }
  const hasBody = ![204, 205, 304].includes(status) && message instanceof Readable;
  const body = hasBody ? Readable.toWeb(message) : null;
  const response = new Response(body, { status, headers });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}
