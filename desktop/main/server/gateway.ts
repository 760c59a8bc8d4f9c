import type { Fault } from '../../bridge.ts';
import { Unreachable } from '../network/fault.ts';
import type { Seat } from './seat.ts';

/** Chromium's way to the server, or anything like it; throws Unreachable where it knows why. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export const API_PATH = '/api/v1/';
/** How many bytes a file has that the page sends. */
const FILE_SIZE_HEADER = 'workspace-file-size';
/** The request headers that the page may set. Main sets all others, the credentials above all. */
const FORWARDED = [
  ...['accept', 'content-type', 'last-event-id'],
  ...['workspace-page-version', 'workspace-presence'],
  // Of files, a part, or only if it is another.
  ...['range', 'if-range', 'if-none-match'],
  FILE_SIZE_HEADER,
];
/** Response headers that concern the connection to the server, or would set a cookie here. */
const NOT_FOR_THE_PAGE = [
  'set-cookie',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
];

/**
 * Forwards the page's API calls to the server with the token that only main has. Bodies are
 * streamed both ways, except that of a sign-in, which main reads because it holds secrets. A
 * request that the page aborts is aborted at the server, too. `onFault` hears why the server could not
 * be reached, and, without a fault, that it has answered.
 */
export function createGateway({
  fetch,
  seat,
  origin,
  onFault,
}: {
  fetch: Fetch;
  seat: Seat;
  origin(): string;
  onFault(fault: Fault | undefined): void;
}): (request: Request) => Promise<Response> {
  return async function forward(request) {
    const { pathname, search } = new URL(request.url);
    const isSession = pathname === `${API_PATH}session`;
    if (request.method === 'DELETE' && isSession && search === '') {
      await seat.logOut();
      return new Response(null, { status: 204 });
    }
    if (seat.isLeaving()) return unreachable();
    const isSignIn = request.method === 'POST' && pathname === `${API_PATH}sessions`;
    return isSignIn ? seat.signIn(() => pass(request, true)) : pass(request, false);
  };

  async function pass(request: Request, isSignIn: boolean): Promise<Response> {
    const { pathname, search } = new URL(request.url);
    // Send the pending log-outs first, so that the workstation is free for the next user.
    if (isSignIn) await seat.settle();
    const upstream = new AbortController();
    request.signal.addEventListener('abort', () => upstream.abort());
    const token = isSignIn ? undefined : seat.token();
    const body = isSignIn
      ? await completed(seat, await request.text()).catch(() => undefined)
      : inFull(request, upstream);
    // The server gave no challenge to prove this workstation by.
    if (body === undefined) return unreachable();
    const response: Response | Fault | undefined = await fetch(origin() + pathname + search, {
      method: request.method,
      headers: headersFor(request.headers, token),
      ...(body !== null && { body, duplex: 'half' }),
      signal: upstream.signal,
      credentials: 'omit',
      cache: 'no-store',
      // The token must reach the chosen server and no other.
      redirect: 'error',
    }).catch((error: unknown) => (error instanceof Unreachable ? error.fault : undefined));
    if (response === undefined || 'code' in response) {
      if (response !== undefined) onFault(response);
      return unreachable(response);
    }
    onFault(undefined);
    if (isSignIn && response.status === 201) return withoutSecrets(seat, response);
    return new Response(abortable(response.body, upstream), {
      status: response.status,
      headers: headersOf(response.headers),
    });
  }
}

async function completed(seat: Seat, sent: string): Promise<string> {
  const wanted = parse(sent);
  // If the body is not a JSON object, the server refuses it.
  return wanted === undefined ? sent : JSON.stringify(await seat.completeSignIn(wanted));
}

async function withoutSecrets(seat: Seat, response: Response): Promise<Response> {
  const answer = parse(await response.text());
  if (answer === undefined) return unreachable();
  return Response.json(await seat.takeSecrets(answer), { status: 201 });
}

function headersFor(given: Headers, token: string | undefined): Headers {
  const headers = new Headers();
  for (const name of FORWARDED) {
    const value = given.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`);
  return headers;
}

function headersOf(given: Headers): Headers {
  const headers = new Headers(given);
  // What was compressed is not any more, and has another length.
  if (headers.has('content-encoding')) headers.delete('content-length');
  for (const name of NOT_FOR_THE_PAGE) headers.delete(name);
  return headers;
}

/**
 * Passes the body on, and aborts the request to the server when the page stops reading. Electron
 * cancels only the body then, and the request would hold one of the few connections to the server
 * for ever.
 */
function abortable(
  body: ReadableStream<Uint8Array> | null,
  upstream: AbortController,
): ReadableStream<Uint8Array> | null {
  if (body === null) return null;
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(error);
      }
    },
    cancel: () => upstream.abort(),
  });
}

/**
 * The body of a request, which fails where it ends before the size that was said of it. To main, one that
 * the page gives up in the middle, or which goes with the page, looks as if it had ended.
 */
function inFull(
  { body, headers }: Request,
  upstream: AbortController,
): ReadableStream<Uint8Array> | null {
  const size = headers.get(FILE_SIZE_HEADER);
  if (body === null || size === null) return body;
  let left = Number(size);
  return body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        left -= chunk.length;
        controller.enqueue(chunk);
      },
      flush(controller) {
        if (left === 0) return;
        upstream.abort();
        controller.error(upstream.signal.reason);
      },
    }),
  );
}

/** The answer that a reverse proxy gives while its server is down, with what is known of why. */
function unreachable(fault?: Fault): Response {
  return Response.json(
    {
      code: fault?.code ?? 'unreachable',
      status: 502,
      detail: 'The server cannot be reached.',
      ...(fault !== undefined && { fault }),
    },
    { status: 502, headers: { 'content-type': 'application/problem+json' } },
  );
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? { ...parsed }
      : undefined;
  } catch {
    return undefined;
  }
}
