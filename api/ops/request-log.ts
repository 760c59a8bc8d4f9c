import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { type Credential, idsOf } from '../auth/credentials/credential.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { logOf, originOf } from '../http/request.ts';
import type { LogFields } from '../lib/log-line.ts';
import type { Metrics } from './metrics.ts';

/** The requests by which somebody shows who they are, or tries to: a refusal is told whoever it was. */
const PROOFS: Readonly<Record<string, string>> = {
  'POST /api/v1/sessions': 'sign-in refused',
  'POST /api/v1/setup': 'setup refused',
  'PUT /api/v1/users/me/password': 'password change refused',
  'POST /api/v1/device-tokens/revoke': 'request refused',
};

/**
 * Times each request and logs it. A line names the route's pattern and ids, and holds nothing that
 * a client has written: no path, query, body, header or name.
 */
export function requestLog(metrics: Metrics): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const startedAt = performance.now();
    await next();
    const seconds = (performance.now() - startedAt) / 1000;
    const { status } = c.res;
    const { method } = c.req;
    // The last one that ran: a path may fit the patterns of others, too.
    const route = routePath(c);
    metrics.requests.observe(
      { method, route: status === 404 ? 'unknown' : route, status },
      seconds,
    );
    // Nearly all requests take no line, and posts have no time to lose.
    if (status < 400 && !c.get('log').isLevelEnabled('debug')) return;
    const refusal = refusalOf(c);
    const proof = PROOFS[`${method} ${route}`];
    const level = levelOf(status, proof !== undefined || 'userId' in refusal);
    if (!c.get('log').isLevelEnabled(level)) return;
    const ms = Math.round(seconds * 1000);
    const { address } = originOf(c);
    const line = { method, route, status, ms, ...refusal, address };
    logOf(c)[level](line, messageOf(status, proof));
  };
}

/** Why a request was refused, and whose it was, as far as that is known. */
function refusalOf(c: Context<AppEnv>): LogFields {
  if (c.res.status < 400) return {};
  // Absent where no credential was asked for or found.
  const credential: Credential | undefined = c.get('credential');
  const { error } = c;
  return {
    ...(error instanceof Problem && { code: error.code, ...error.logged }),
    ...(credential && idsOf(credential)),
  };
}

/** Strangers' requests that are refused are many, and nobody's loss. */
function levelOf(status: number, isOfInterest: boolean): 'error' | 'warn' | 'info' | 'debug' {
  if (status >= 500) return status === 503 ? 'warn' : 'error';
  return status >= 400 && isOfInterest ? 'info' : 'debug';
}

function messageOf(status: number, proof: string | undefined): string {
  if (status < 400) return 'request';
  if (status === 500) return 'unexpected error';
  if (proof !== undefined) return proof;
  return status > 500 ? 'request failed' : 'request refused';
}
