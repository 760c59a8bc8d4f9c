import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { Logger } from 'pino';
import type { AppEnv } from '../env.ts';
import type { Metrics } from './metrics.ts';

/** Each request gets a logger with its id; its end is logged and timed. Bodies and secrets never are. */
export function requestLog(log: Logger, metrics: Metrics): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    c.set('log', log.child({ requestId: c.get('requestId') }));
    await next();
    const seconds = (performance.now() - startedAt) / 1000;
    const route = c.res.status === 404 ? 'unknown' : routePath(c, -1);
    const { method } = c.req;
    metrics.requests.observe({ method, route, status: c.res.status }, seconds);
    c.get('log').debug(
      {
        method,
        route,
        status: c.res.status,
        ms: Math.round(seconds * 1000),
        address: c.get('address'),
      },
      'request',
    );
  };
}
