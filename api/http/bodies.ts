import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppEnv } from './env.ts';
import { Problem } from './problem.ts';

const MOST_JSON_BYTES = 64 * 1024;

/**
 * Refuses a body of more than `mostBytes` (Infinity: none), before reading it if the request declares its length.
 *
 * Hono's `bodyLimit` looks at the body to find out whether there is one, for which Node has to make
 * a web Request with a stream in it. That would be slow for a small request, and an event stream
 * would hold it as long as it lasts. A GET has no body and a declared length is enough, so neither
 * gets there.
 */
export function limitBody(mostBytes = MOST_JSON_BYTES): MiddlewareHandler<AppEnv> {
  // The operation counts the bytes itself, as they come.
  if (mostBytes === Number.POSITIVE_INFINITY) return (_, next) => next();
  const refuse = () => {
    throw tooLarge(mostBytes);
  };
  const limit = bodyLimit({ maxSize: mostBytes, onError: refuse });
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next();
    const length = c.req.header('content-length');
    const isChunked = c.req.header('transfer-encoding') !== undefined;
    if (length === undefined || isChunked) return limit(c, next);
    if (Number(length) > mostBytes) refuse();
    await next();
  };
}

function tooLarge(mostBytes: number): Problem {
  const most = `${Math.floor(mostBytes / 1024)} KiB`;
  return new Problem('body-too-large', `Send at most ${most}; nothing of this was kept.`);
}
