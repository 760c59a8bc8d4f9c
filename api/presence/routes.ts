import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../http/env.ts';
import { createRouter, type Router, securedBy } from '../http/router.ts';
import type { Presence } from './contract.ts';
import { presenceOperations } from './operations.ts';

export function presenceRoutes(
  read: () => Promise<Presence>,
  authenticated: MiddlewareHandler<AppEnv>,
): Router {
  const router = createRouter();
  const route = securedBy(authenticated);
  router.openapi(route(presenceOperations.getPresence), async (c) => {
    const { numbers: _, ...presence } = await read();
    return c.json(presence, 200);
  });
  return router;
}
