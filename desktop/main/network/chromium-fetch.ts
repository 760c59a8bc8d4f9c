import { Readable } from 'node:stream';
import { type ClientRequest, net } from 'electron';
import type { WantedPassword } from '../../bridge.ts';
import type { Fetch } from '../server/gateway.ts';
import type { Passwords } from './passwords.ts';

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
 * nor kept. The body is sent as a whole. `expect` hears of each server before it is called.
 *
 * @throws NetError, or the signal's reason
 */
export function createChromiumFetch(passwords: Passwords, expect: (url: URL) => void): Fetch {
  return async (url, init) => {
    expect(new URL(url));
    const { signal } = init;
    const body = init.body ? Buffer.from(await new Response(init.body).arrayBuffer()) : undefined;
    signal?.throwIfAborted();
    const request = net.request({
      url,
      method: init.method ?? 'GET',
      redirect: init.redirect ?? 'follow',
      cache: 'no-store',
      headers: Object.fromEntries(new Headers(init.headers)),
    });
    const wanted = answerLogin(request, passwords);
    return new Promise((resolve, reject) => {
      let at = url;
      signal?.addEventListener('abort', () => {
        request.abort();
        reject(signal.reason);
      });
      request.on('redirect', (_status, _method, to) => {
        at = to;
        expect(new URL(to));
      });
      request.on('error', ({ message }) => reject(new NetError(message, wanted())));
      request.on('response', (message) => {
        // Whoever reads the body hears of it; a body that nobody reads must not end the program.
        message.on('error', () => undefined);
        if (message.statusCode === 407) reject(new NetError('ERR_PROXY_AUTH_REQUESTED', wanted()));
        else resolve(responseOf(message, at));
      });
      request.end(body);
    });
  };
}

/** Gives a proxy the password that is known for it; one that asks again finds it wrong. */
function answerLogin(request: ClientRequest, passwords: Passwords) {
  let hasAnswered = false;
  let wanted: WantedPassword | undefined;
  request.on('login', ({ isProxy, host, port, realm }, answer) => {
    const to = `${host}:${port}`;
    const known = isProxy && !hasAnswered ? passwords.get(to) : undefined;
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
