import type { Fetch } from '../server/gateway.ts';
import type { Note } from './log.ts';

/**
 * Notes the requests that fail: by their method and path, without the query, which may hold what
 * somebody searches for. A request that is tried over and over is noted once, until it ends
 * otherwise. What the server refuses is no error of the client: the page tells the user.
 */
export function notedFetch(fetch: Fetch, note: Note): Fetch {
  const failing = new Map<string, string>();

  function fail(request: string, fault: string, level: 'info' | 'error' = 'error'): void {
    if (failing.get(request) === fault) return;
    failing.set(request, fault);
    note(`request: ${request} ${fault}`, level);
  }

  return async (url, init) => {
    const { origin, pathname } = new URL(url);
    const request = `${init.method ?? 'GET'} ${origin}${pathname}`;
    try {
      const response = await fetch(url, init);
      const { status } = response;
      if (status < 400) failing.delete(request);
      else fail(request, String(status), status < 500 ? 'info' : 'error');
      return response;
    } catch (error) {
      if (!isGivenUp(init.signal)) fail(request, messageOf(error));
      throw error;
    }
  };
}

/** As the page does with its stream; a request that has taken too long counts as failed. */
function isGivenUp(signal: AbortSignal | null | undefined): boolean {
  if (signal?.aborted !== true) return false;
  const { reason } = signal;
  return !(reason instanceof DOMException && reason.name === 'TimeoutError');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
