import type { MiddlewareHandler } from 'hono';
import { requireAdmin } from '../auth/credentials/authenticate.ts';
import type { AppEnv } from '../http/env.ts';
import { Problem } from '../http/problem.ts';
import { originOf } from '../http/request.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import { within } from '../lib/within.ts';
import type { ReadDiagnostics } from './diagnostics.ts';
import { diagnosticsOperations } from './operations.ts';

const TIMEOUT_MS = 3_000;

export function diagnosticsRoutes(
  readDiagnostics: ReadDiagnostics,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);
  router.openapi(route(diagnosticsOperations.getDiagnostics), async (c) => {
    requireAdmin(c);
    const state = await within(TIMEOUT_MS, readDiagnostics()).catch((error: unknown) => {
      const detail = 'The database does not answer. Try again soon.';
      throw new Problem('service-unavailable', detail).telling({ err: error });
    });
    const { address, peer, isPeerTrusted, isSecure } = originOf(c);
    const forwardedFor = c.req.header('x-forwarded-for') ?? null;
    const client = { address, peer, isPeerTrusted, forwardedFor, isSecure };
    return c.json({ ...state, client }, 200);
  });
  return router;
}
