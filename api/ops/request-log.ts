import type { MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import type { AppEnv } from '../http/env.ts';
import { logOf, originOf } from '../http/request.ts';
import type { Metrics } from './metrics.ts';

/** Times each request, and logs it at the level `debug`. Never logs bodies or secrets. */
export function requestLog(metrics: Metrics): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    const seconds = (performance.now() - startedAt) / 1000;
    const { status } = c.res;
    const route = status === 404 ? 'unknown' : routePath(c, -1);
    const { method } = c.req;
    metrics.requests.observe({ method, route, status }, seconds);
    if (!c.get('log').isLevelEnabled('debug')) return;
    const { address } = originOf(c);
    logOf(c).debug({ method, route, status, ms: Math.round(seconds * 1000), address }, 'request');
  };
}
