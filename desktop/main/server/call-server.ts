import { API_PATH, type Fetch } from './gateway.ts';
import type { Call } from './seat.ts';

const TIMEOUT_MS = 10_000;

/** Main's own requests to a server. */
export function callServer(fetch: Fetch): Call {
  return async (origin, { method, path, token, body, signal }) => {
    const response = await fetch(origin + API_PATH + path.slice(1), {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: signal ?? AbortSignal.timeout(TIMEOUT_MS),
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
    });
    return response.status;
  };
}
