import type { Note } from './log.ts';

type Forward = (request: Request) => Promise<Response>;

/**
 * Notes the answers that break off, as the live stream does when the network goes away. One that
 * the page has given up ends without an error of the network.
 */
export function notedAnswers(forward: Forward, note: Note): Forward {
  return async (request) => {
    const { body, status, headers } = await forward(request);
    if (body === null) return new Response(null, { status, headers });
    const passed = new TransformStream<Uint8Array, Uint8Array>();
    body.pipeTo(passed.writable).catch((error: unknown) => {
      const what = `${request.method} ${new URL(request.url).pathname}`;
      if (String(error).includes('net::')) note(`answer: ${what} broke off, ${error}`, 'error');
    });
    return new Response(passed.readable, { status, headers });
  };
}
