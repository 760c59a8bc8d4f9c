import type { MiddlewareHandler } from 'hono';
import { requireAdmin } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { logOf, originOf } from '../http/request.ts';
import { createRouter, json, type Router, securedRoutes } from '../http/router.ts';
import { within } from '../lib/within.ts';
import { diagnosticsSchema } from './contract.ts';
import type { ReadDiagnostics } from './diagnostics.ts';

const TIMEOUT_MS = 3_000;

export function diagnosticsRoutes(
  readDiagnostics: ReadDiagnostics,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedRoutes('Operations', authenticated);
  router.openapi(
    route('getDiagnostics', {
      method: 'get',
      path: '/diagnostics',
      summary: 'How this server is placed, and how it sees the caller (administrators)',
      responses: {
        200: json(diagnosticsSchema, 'As it is at this moment; no secrets'),
      },
    }),
    async (c) => {
      requireAdmin(c);
      const state = await within(TIMEOUT_MS, readDiagnostics()).catch((error: unknown) => {
        logOf(c).warn({ err: error }, 'no diagnostics');
        throw new Problem('service-unavailable', 'The database does not answer. Try again soon.');
      });
      const { address, peer, isPeerTrusted, isSecure } = originOf(c);
      const forwardedFor = c.req.header('x-forwarded-for') ?? null;
      const client = { address, peer, isPeerTrusted, forwardedFor, isSecure };
      return c.json({ ...state, client }, 200);
    },
  );
  return router;
}
